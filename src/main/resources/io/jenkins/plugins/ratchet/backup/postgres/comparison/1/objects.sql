-- The rest of a database's schema, as schema.sql has its part: what is no relation, function or type.
WITH member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
named AS MATERIALIZED (
  SELECT classid, oid, exact FROM (
    SELECT 'pg_operator'::regclass, oid,
           concat_ws(' ', oprcode, oprresult::regtype, nullif(oprcom, 0)::regoperator, nullif(oprnegate, 0)::regoperator,
                     nullif(oprrest, 0)::regproc, nullif(oprjoin, 0)::regproc, oprcanmerge, oprcanhash)
      FROM pg_operator
    UNION ALL
    SELECT 'pg_opclass'::regclass, oid,
           concat_ws(' ', opcdefault, opcintype::regtype, nullif(opckeytype, 0)::regtype,
                     (pg_identify_object('pg_opfamily'::regclass, opcfamily, 0)).identity)
      FROM pg_opclass
    UNION ALL
    SELECT 'pg_opfamily'::regclass, oid,
           concat_ws(' ',
                     (SELECT string_agg(concat_ws(' ', amopstrategy, amoppurpose, amopopr::regoperator), ', '
                                        ORDER BY amopstrategy, amopopr::regoperator::text)
                        FROM pg_amop WHERE amopfamily = pg_opfamily.oid),
                     (SELECT string_agg(concat_ws(' ', amprocnum, amproc::regprocedure), ', '
                                        ORDER BY amprocnum, amproc::regprocedure::text)
                        FROM pg_amproc WHERE amprocfamily = pg_opfamily.oid))
      FROM pg_opfamily
    UNION ALL
    SELECT 'pg_collation'::regclass, oid,
           concat_ws(' ', collprovider, collisdeterministic, collencoding, CASE collprovider WHEN 'c' THEN collctype END,
                     coalesce(c ->> 'colllocale', c ->> 'colliculocale', collcollate), c ->> 'collicurules')
      FROM pg_collation, to_jsonb(pg_collation) AS c
    UNION ALL
    SELECT 'pg_conversion'::regclass, oid, concat_ws(' ', conforencoding, contoencoding, conproc, condefault)
      FROM pg_conversion
    UNION ALL
    SELECT 'pg_ts_config'::regclass, oid,
           (SELECT string_agg(concat_ws(' ', maptokentype, mapseqno, mapdict::regdictionary), ', '
                              ORDER BY maptokentype, mapseqno)
              FROM pg_ts_config_map WHERE mapcfg = pg_ts_config.oid)
      FROM pg_ts_config
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, oid, concat_ws(' ', tmplname, dictinitoption)
      FROM pg_ts_dict JOIN (SELECT oid AS template, tmplname FROM pg_ts_template) t ON template = dicttemplate
    UNION ALL
    SELECT 'pg_ts_parser'::regclass, oid, concat_ws(' ', prsstart, prstoken, prsend, prsheadline, prslextype)
      FROM pg_ts_parser
    UNION ALL
    SELECT 'pg_ts_template'::regclass, oid, concat_ws(' ', tmplinit, tmpllexize) FROM pg_ts_template
    UNION ALL
    SELECT 'pg_cast'::regclass, oid, concat_ws(' ', castcontext, castmethod, nullif(castfunc, 0)::regprocedure)
      FROM pg_cast
    UNION ALL
    SELECT 'pg_language'::regclass, oid, concat_ws(' ', lanpltrusted, nullif(lanplcallfoid, 0)::regproc,
                                                   nullif(laninline, 0)::regproc, nullif(lanvalidator, 0)::regproc)
      FROM pg_language
    UNION ALL
    SELECT 'pg_transform'::regclass, oid, concat_ws(' ', nullif(trffromsql, 0)::regprocedure,
                                                    nullif(trftosql, 0)::regprocedure)
      FROM pg_transform
    UNION ALL
    SELECT 'pg_am'::regclass, oid, concat_ws(' ', amtype, amhandler) FROM pg_am
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, oid,
           concat_ws(' ', nullif(fdwhandler, 0)::regproc, nullif(fdwvalidator, 0)::regproc,
                     (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(fdwoptions) AS o))
      FROM pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, oid,
           concat_ws(' ', (pg_identify_object('pg_foreign_data_wrapper'::regclass, srvfdw, 0)).identity, srvtype,
                     srvversion, (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(srvoptions) AS o))
      FROM pg_foreign_server
  ) AS every (classid, oid, exact)
  WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM member m WHERE m.classid = every.classid AND m.objid = every.oid)),
described AS MATERIALIZED (
  SELECT 'comment' AS kind, classoid, objoid, objsubid, description AS exact FROM pg_description
  UNION ALL
  SELECT 'security label', classoid, objoid, objsubid, concat_ws(' ', provider, label) FROM pg_seclabel)

SELECT object.type AS kind, object.identity, coalesce(exact, '') AS exact, '' AS expression
  FROM named, pg_identify_object(named.classid, named.oid, 0) AS object
 WHERE object.schema IS NULL OR object.schema !~ '^"?pg_'

UNION ALL
SELECT 'extension', quote_ident(extname), quote_ident(nspname), ''
  FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace

UNION ALL -- whose options are a secret: a digest of them
SELECT 'user mapping', quote_ident(srvname) || ' ' || quote_ident(usename), 
       coalesce(md5((SELECT string_agg(o, ',' ORDER BY o) FROM unnest(umoptions) AS o)), ''), ''
  FROM pg_user_mappings

UNION ALL
SELECT kind, concat_ws(' ', object.type, object.identity), exact, ''
  FROM described, pg_identify_object(classoid, objoid, objsubid) AS object
 WHERE (objoid >= 16384 OR classoid = 'pg_largeobject'::regclass OR (object.identity = 'public' AND exact <> 'standard public schema'))
   AND NOT EXISTS (SELECT FROM member m WHERE m.classid = classoid AND m.objid = objoid)

UNION ALL
SELECT 'publication', quote_ident(pubname),
       concat_ws(' ', 'all=' || puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot,
                 nullif(to_jsonb(p) ->> 'pubgencols', 'n'),
                 (SELECT 'schemas=' || string_agg(quote_ident(nspname), ',' ORDER BY nspname)
                    FROM pg_depend d JOIN pg_depend s USING (classid, objid) JOIN pg_namespace n ON n.oid = s.refobjid
                   WHERE classid = to_regclass('pg_catalog.pg_publication_namespace') -- since 15
                     AND d.refclassid = 'pg_publication'::regclass AND d.refobjid = p.oid
                     AND s.refclassid = 'pg_namespace'::regclass)),
       coalesce((SELECT string_agg(concat_ws(' ', prrelid::regclass,
                          CASE WHEN r ->> 'prattrs' IS NOT NULL OR r ->> 'prqual' IS NOT NULL THEN -- since 15
                            (SELECT concat_ws(' ', to_jsonb(t) ->> 'attnames', to_jsonb(t) ->> 'rowfilter')
                               FROM pg_publication_tables t JOIN pg_namespace n ON n.nspname = schemaname
                               JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = tablename
                              WHERE t.pubname = p.pubname AND c.oid = prrelid) END), ', '
                        ORDER BY prrelid::regclass::text)
                   FROM pg_publication_rel, to_jsonb(pg_publication_rel) AS r WHERE prpubid = p.oid), '')
  FROM pg_publication p

UNION ALL
SELECT 'subscription', quote_ident(subname), concat_ws(' ', subslotname, subpublications), ''
  FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
