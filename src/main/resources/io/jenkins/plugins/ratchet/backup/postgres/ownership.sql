-- Who owns what, and who may do what with it: kind, identity, exact text, expression (as schema.sql has them).
-- An access list that was never touched and one that was set back to the default mean the same.
WITH owned AS (
  SELECT 'schema' AS kind, 'pg_namespace'::regclass AS classid, oid, nspowner AS owner, nspacl AS acl, 'n' AS code
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  UNION ALL
  SELECT 'relation', 'pg_class'::regclass, oid, relowner, relacl, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'function', 'pg_proc'::regclass, oid, proowner, proacl, 'f' FROM pg_proc
  UNION ALL
  SELECT 'type', 'pg_type'::regclass, oid, typowner, typacl, 'T' FROM pg_type
   WHERE typtype IN ('e', 'd', 'r') AND typrelid = 0)
SELECT kind, object.identity,
       concat_ws(' ', quote_ident(pg_get_userbyid(owner)),
                 (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                                              privilege_type, CASE WHEN is_grantable THEN 'grantable' END), ', '
                                    ORDER BY grantee = 0, grantee::regrole::text, privilege_type)
                    FROM aclexplode(coalesce(acl, acldefault(code::"char", owner))))) AS exact,
       '' AS expression
  FROM owned, pg_identify_object(classid, oid, 0) AS object
 WHERE oid >= 16384 AND (object.schema IS NULL OR object.schema !~ '^"?(pg_|information_schema)')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = owned.classid AND d.objid = oid AND d.deptype = 'e')
