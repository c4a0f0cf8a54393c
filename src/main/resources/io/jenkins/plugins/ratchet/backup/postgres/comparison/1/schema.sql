-- What a database's schema is, one row an object: kind, identity, exact text, expression.
-- Nothing here may depend on what a dump does not carry over: OIDs, column numbers, names that the server makes up.
-- Expressions are compared in a normal form (see ExpressionText), the exact text as it is. Objects that belong to an
-- extension are left out: they come with the extension's version. Columns that only some server versions have are read
-- through to_jsonb.
WITH member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
visible AS MATERIALIZED (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
relation AS MATERIALIZED (
  SELECT c.*, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
         EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) AND NOT c.relispartition AS inherits
    FROM pg_class c JOIN visible n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
     AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid))

SELECT 'schema' AS kind, quote_ident(nspname) AS identity, '' AS exact, '' AS expression
  FROM visible n
 WHERE nspname <> 'public'
   AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_namespace'::regclass AND m.objid = n.oid)

UNION ALL
SELECT 'relation', identity,
       concat_ws(' ', relkind, relpersistence, 'rls=' || relrowsecurity || '/' || relforcerowsecurity,
                 'replident=' || relreplident::text, 'populated=' || relispopulated,
                 (SELECT 'options=' || string_agg(option, ',' ORDER BY option) FROM unnest(reloptions) AS option),
                 (SELECT 'inherits=' || string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno)
                    FROM pg_inherits WHERE inhrelid = relation.oid),
                 'of=' || nullif(reloftype, 0)::regtype::text,
                 (SELECT 'method=' || amname FROM pg_am WHERE pg_am.oid = relam),
                 (SELECT 'toast options=' || string_agg(option, ',' ORDER BY option)
                    FROM pg_class toast, unnest(toast.reloptions) AS option WHERE toast.oid = relation.reltoastrelid),
                 (SELECT concat_ws(' ', 'server=' || quote_ident(srvname),
                                   (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(ftoptions) AS o))
                    FROM pg_foreign_table JOIN pg_foreign_server ON pg_foreign_server.oid = ftserver
                   WHERE ftrelid = relation.oid)),
       concat_ws(' ', CASE relkind WHEN 'p' THEN pg_get_partkeydef(oid) END, pg_get_expr(relpartbound, oid),
                 CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
  FROM relation

UNION ALL
SELECT 'column', identity || '.' || quote_ident(attname),
       concat_ws(' ',
                 -- A dump may reorder the columns of a table that inherits others.
                 CASE WHEN NOT inherits THEN row_number() OVER (PARTITION BY attrelid ORDER BY attnum) END,
                 format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END,
                 
                 -- From 17 on, partitions take part in their parent's identity.
                 CASE WHEN NOT relispartition THEN 'identity=' || nullif(attidentity::text, '') END, 'generated=' || nullif(attgenerated::text, ''),
                 CASE WHEN relkind IN ('r', 'p', 'm') THEN 'storage=' || attstorage::text END,
                 CASE WHEN attcollation <> typcollation THEN 'collate=' || attcollation::regcollation::text END,
                 'compression=' || nullif(to_jsonb(pg_attribute) ->> 'attcompression', ''),
                 'statistics=' || nullif(coalesce(attstattarget, -1), -1), 'options=' || (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(attoptions) AS o),
                 'foreign=' || (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(attfdwoptions) AS o)),
       coalesce(pg_get_expr(adbin, adrelid), '')
  FROM relation
  JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
  JOIN pg_type t ON t.oid = atttypid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relkind <> 'S'

UNION ALL
SELECT 'constraint', coalesce(identity, contypid::regtype::text) || '.' || quote_ident(conname),
       concat_ws(' ', contype, 'valid=' || convalidated), pg_get_constraintdef(c.oid)
  FROM pg_constraint c
  JOIN visible n ON n.oid = connamespace
  LEFT JOIN relation ON relation.oid = conrelid
 WHERE (identity IS NOT NULL OR (contypid <> 0
         AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = contypid)))
   AND contype <> 't' -- constraint triggers are triggers
   AND (contype <> 'n' OR NOT convalidated OR connoinherit) -- otherwise, not-null is a column's property here
   AND conparentid = 0           -- the copies that partitions get

UNION ALL
SELECT 'index', identity || '.' || quote_ident(i.relname),
       concat_ws(' ', CASE WHEN indisreplident THEN 'replident' END, CASE WHEN indisclustered THEN 'clustered' END,
                 (SELECT 'part of=' || inhparent::regclass FROM pg_inherits WHERE inhrelid = indexrelid),
                 (SELECT 'statistics=' || string_agg(attnum || ':' || attstattarget, ',' ORDER BY attnum)
                    FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0)),
       pg_get_indexdef(indexrelid)
  FROM relation JOIN pg_index ON indrelid = relation.oid JOIN pg_class i ON i.oid = indexrelid
 WHERE indisvalid OR relation.relkind = 'p' -- what CREATE INDEX CONCURRENTLY left invalid is not dumped

UNION ALL
SELECT 'function', (pg_identify_object('pg_proc'::regclass, p.oid, 0)).identity,
       concat_ws(' ', prokind, pg_get_function_result(p.oid), 'body=' || md5(prosrc)),
       CASE prokind WHEN 'a' THEN
         (SELECT concat_ws(' ', aggtransfn, aggfinalfn, aggcombinefn, aggsortop::regoperator,
                           format_type(aggtranstype, NULL), agginitval)
            FROM pg_aggregate WHERE aggfnoid = p.oid)
       ELSE pg_get_functiondef(p.oid) END
  FROM pg_proc p JOIN visible n ON n.oid = pronamespace
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
   -- The constructors of a range type come with it.
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')

UNION ALL
SELECT 'trigger', identity || '.' || quote_ident(tgname), 'enabled=' || tgenabled::text, pg_get_triggerdef(t.oid)
  FROM relation JOIN pg_trigger t ON tgrelid = relation.oid
 WHERE NOT tgisinternal AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'

UNION ALL
SELECT 'rule', identity || '.' || quote_ident(rulename), 'enabled=' || ev_enabled::text, pg_get_ruledef(r.oid)
  FROM relation JOIN pg_rewrite r ON ev_class = relation.oid
 WHERE rulename <> '_RETURN'

UNION ALL
SELECT 'event trigger', quote_ident(evtname),
       concat_ws(' ', evtevent, evtfoid::regproc, 'enabled=' || evtenabled::text, array_to_string(evttags, ',')), ''
  FROM pg_event_trigger e
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_event_trigger'::regclass AND m.objid = e.oid)

UNION ALL
SELECT 'type', quote_ident(nspname) || '.' || quote_ident(typname),
       concat_ws(' ', typtype,
                 (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder)
                    FROM pg_enum WHERE enumtypid = t.oid),
                 CASE typtype WHEN 'd' THEN format_type(typbasetype, typtypmod) END,
                 CASE WHEN typnotnull THEN 'not null' END,
                 CASE WHEN typtype = 'd' AND typcollation <> 0 THEN 'collate=' || typcollation::regcollation::text END,
                 CASE WHEN typtype = 'b' THEN concat_ws(' ', typinput, typoutput, typreceive, typsend, typmodin, typlen,
                                                        typbyval, typalign, typstorage, typcategory, typdelim) END,
                 (SELECT concat_ws(' ', format_type(rngsubtype, NULL), nullif(rngcollation, 0)::regcollation::text,
                                   opcname, rngcanonical, rngsubdiff,
                                   ((to_jsonb(pg_range) ->> 'rngmultitypid')::oid)::regtype)
                    FROM pg_range JOIN pg_opclass ON pg_opclass.oid = rngsubopc WHERE rngtypid = t.oid)),
       coalesce(typdefault, '')
  FROM pg_type t JOIN visible n ON n.oid = typnamespace
 WHERE typrelid = 0 AND typtype <> 'm'
   AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
   AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)

UNION ALL
SELECT 'sequence', identity,
       concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, 'cycle=' || seqcycle,
                 (SELECT 'owned by ' || refobjid::regclass::text || '.' || quote_ident(attname)
                    FROM pg_depend d JOIN pg_attribute a ON a.attrelid = refobjid AND a.attnum = refobjsubid
                   WHERE d.classid = 'pg_class'::regclass AND d.objid = relation.oid AND deptype IN ('a', 'i')
                     AND refclassid = 'pg_class'::regclass)), ''
  FROM relation JOIN pg_sequence ON seqrelid = relation.oid

UNION ALL
SELECT 'policy', identity || '.' || quote_ident(polname),
       concat_ws(' ', polcmd, 'permissive=' || polpermissive,
                 (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE r::regrole::text END, ',' ORDER BY r::regrole::text)
                    FROM unnest(polroles) AS r)),
       concat_ws(' WITH CHECK ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
  FROM relation JOIN pg_policy ON polrelid = relation.oid

UNION ALL
SELECT 'statistics', quote_ident(nspname) || '.' || quote_ident(stxname),
       coalesce('target=' || nullif(coalesce(to_jsonb(s) ->> 'stxstattarget', '-1'), '-1'), ''), pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN visible n ON n.oid = stxnamespace
 WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_statistic_ext'::regclass AND m.objid = s.oid)
