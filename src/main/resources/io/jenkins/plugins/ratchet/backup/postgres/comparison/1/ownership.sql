-- Who owns what, and who may do what with it: kind, identity, exact text, expression (as schema.sql has them).
-- An access list that was never touched and one that was set back to the default mean the same. Of what comes with the
-- server or with an extension, only the lists that were changed since are told, as pg_dump does.
WITH member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
listed AS MATERIALIZED (
  SELECT 'schema' AS kind, 'pg_namespace'::regclass AS classid, oid, nspowner AS owner, nspacl AS acl,
         acldefault('n', nspowner) AS usual
    FROM pg_namespace
  UNION ALL
  SELECT 'relation', 'pg_class'::regclass, oid, relowner, relacl,
         acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'function', 'pg_proc'::regclass, oid, proowner, proacl, acldefault('f', proowner) FROM pg_proc
  UNION ALL
  SELECT 'type', 'pg_type'::regclass, oid, typowner, typacl, acldefault('T', typowner) FROM pg_type t
   WHERE typtype IN ('b', 'c', 'd', 'e', 'r') AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
     AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c'))
  UNION ALL
  SELECT 'language', 'pg_language'::regclass, oid, lanowner, lanacl, acldefault('l', lanowner) FROM pg_language
  UNION ALL
  SELECT 'foreign-data wrapper', 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, fdwacl, acldefault('F', fdwowner)
    FROM pg_foreign_data_wrapper
  UNION ALL
  SELECT 'server', 'pg_foreign_server'::regclass, oid, srvowner, srvacl, acldefault('S', srvowner)
    FROM pg_foreign_server
  UNION ALL
  SELECT 'operator', 'pg_operator'::regclass, oid, oprowner, NULL, NULL FROM pg_operator
  UNION ALL SELECT 'operator class', 'pg_opclass'::regclass, oid, opcowner, NULL, NULL FROM pg_opclass
  UNION ALL SELECT 'operator family', 'pg_opfamily'::regclass, oid, opfowner, NULL, NULL FROM pg_opfamily
  UNION ALL SELECT 'collation', 'pg_collation'::regclass, oid, collowner, NULL, NULL FROM pg_collation
  UNION ALL SELECT 'conversion', 'pg_conversion'::regclass, oid, conowner, NULL, NULL FROM pg_conversion
  UNION ALL SELECT 'text search dictionary', 'pg_ts_dict'::regclass, oid, dictowner, NULL, NULL FROM pg_ts_dict
  UNION ALL SELECT 'text search configuration', 'pg_ts_config'::regclass, oid, cfgowner, NULL, NULL FROM pg_ts_config
  UNION ALL SELECT 'statistics', 'pg_statistic_ext'::regclass, oid, stxowner, NULL, NULL FROM pg_statistic_ext
  UNION ALL SELECT 'event trigger', 'pg_event_trigger'::regclass, oid, evtowner, NULL, NULL FROM pg_event_trigger
  UNION ALL SELECT 'publication', 'pg_publication'::regclass, oid, pubowner, NULL, NULL FROM pg_publication),
owned AS MATERIALIZED (
  SELECT listed.*, own
    FROM listed, LATERAL (SELECT listed.oid >= 16384 AND NOT EXISTS (
           SELECT FROM member m WHERE m.classid = listed.classid AND m.objid = listed.oid) AS own) o
   WHERE own OR (acl IS NOT NULL
     AND (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(acl) a) IS DISTINCT FROM
         (SELECT array_agg(a::text ORDER BY a::text)
            FROM unnest(coalesce((SELECT initprivs FROM pg_init_privs i
                                   WHERE i.classoid = classid AND i.objoid = oid AND objsubid = 0), usual)) a)))
SELECT kind, object.identity,
       concat_ws(' ', CASE WHEN own THEN quote_ident(pg_get_userbyid(owner)) END,
                 (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                                              privilege_type, CASE WHEN is_grantable THEN 'grantable' END), ', '
                                    ORDER BY grantee = 0, grantee::regrole::text, privilege_type)
                    FROM aclexplode(coalesce(acl, usual)))) AS exact,
       '' AS expression
  FROM owned, pg_identify_object(classid, oid, 0) AS object
 WHERE coalesce(object.schema, '') <> 'information_schema' AND object.identity <> 'information_schema' -- not dumped
   AND (NOT own OR coalesce(object.schema, '') !~ '^"?pg_')

UNION ALL
SELECT 'column', attrelid::regclass || '.' || quote_ident(attname),
       (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                                    privilege_type, CASE WHEN is_grantable THEN 'grantable' END), ', '
                          ORDER BY grantee = 0, grantee::regrole::text, privilege_type)
          FROM aclexplode(attacl)), ''
  FROM pg_attribute WHERE attrelid >= 16384 AND attacl <> '{}'
   AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = attrelid)

UNION ALL
SELECT 'default privileges',
       concat_ws(' ', quote_ident(pg_get_userbyid(defaclrole)), CASE WHEN defaclnamespace <> 0 THEN
                 defaclnamespace::regnamespace::text END, defaclobjtype),
       (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                                    privilege_type, CASE WHEN is_grantable THEN 'grantable' END), ', '
                          ORDER BY grantee = 0, grantee::regrole::text, privilege_type)
          FROM aclexplode(defaclacl)), ''
  FROM pg_default_acl

UNION ALL -- there may be millions, so by groups of equal ones
SELECT 'large objects', concat_ws(' ', quote_ident(pg_get_userbyid(lomowner)), list),
       concat_ws(' ', count(*), sum(hashtextextended(oid::text, 0))), ''
  FROM (SELECT oid, lomowner,
               (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                                            privilege_type, CASE WHEN is_grantable THEN 'grantable' END), ', '
                                  ORDER BY grantee = 0, grantee::regrole::text, privilege_type)
                  FROM aclexplode(coalesce(lomacl, acldefault('L', lomowner)))) AS list
          FROM pg_largeobject_metadata) o
 GROUP BY lomowner, list
