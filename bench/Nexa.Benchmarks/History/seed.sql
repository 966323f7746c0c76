-- :rows classifications, a twenty-first of them another organisation's, plausible in their distributions: three and a half versions
-- of a part number, 400 manufacturers, 1,500 codes of which a few are most common, words drawn from a small vocabulary.
select setseed(0.42);

-- Loaded bare and indexed afterwards: a tenth of the time.
set session_replication_role = replica;
create temp table later as
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
where indrelid in ('part_number'::regclass, 'task'::regclass, 'classification'::regclass, 'task_item'::regclass, 'review_item'::regclass) and not indisunique;
do $$ declare name text; begin for name in select l.name from later l loop execute 'drop index ' || name; end loop; end $$;

insert into organisation (id, name) values
  ('00000000-0000-7000-8000-000000000001', 'Importadora'), ('00000000-0000-7000-8000-0000000000a2', 'Outra')
on conflict do nothing;

insert into manufacturer (id, name, name_key)
select md5('m' || m)::uuid, 'Fabricante ' || m || ' Inc.', upper('Fabricante ' || m || ' Inc.') from generate_series(1, 400) m;

insert into part_number (id, manufacturer_id, number, normalized, created_at)
select md5('p' || p)::uuid, md5('m' || (1 + (p % 400) * 7919 % 400))::uuid, number, number, now()
from (select p, (array['GRM', 'CC', 'RC', 'STM32', 'LM', 'BAT', 'SMBJ', 'ERJ', 'TPS', 'MAX'])[1 + p % 10] || upper(substr(md5('n' || p), 1, 7)) || '-' || p as number
      from generate_series(1, :rows * 2 / 7) p) numbers;

insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq, created_at, finished_at)
select md5('t' || t)::uuid, '00000000-0000-7000-8000-000000000001', 'BATCH', 'DONE', false, 100, 100, 0, 0, now() - t * interval '2 minutes', now()
from generate_series(1, :rows / 105 + 1) t;

insert into classification (id, organisation_id, part_number_id, task_id, version, status, ncm, exception, description, fabricante, endereco, pais, confidence, needs_review, result, created_at, tax_at_stake, number_key, manufacturer_id)
select md5('c' || c)::uuid, owner, md5('p' || part)::uuid, case when c < :rows / 21 * 20 then md5('t' || 1 + c / 100)::uuid end, version,
  case when not last then 'REPLACED' when c % 50 = 0 then 'REJECTED' else 'ACTIVE' end,
  ncm, case when c % 40 = 0 then '01' end, text,
  'Fabricante ' || maker || ' Inc.', '1 Main Street', 'Estados Unidos', confidence, confidence < 0.7,
  jsonb_build_object('partnumber', 'x', 'ncm', ncm, 'description', text, 'short_description', split_part(text, ',', 1), 'confidence_score', confidence),
  now() - (:rows - c) * interval '20 seconds', 20 + c % 40,
  (array['GRM', 'CC', 'RC', 'STM32', 'LM', 'BAT', 'SMBJ', 'ERJ', 'TPS', 'MAX'])[1 + part % 10] || upper(substr(md5('n' || part), 1, 7)) || '-' || part, md5('m' || maker)::uuid
from (
  select c, 1 + c % (:rows * 2 / 7) as part, 1 + (1 + c % (:rows * 2 / 7)) % 400 * 7919 % 400 as maker,
    case when c < :rows / 21 * 20 then '00000000-0000-7000-8000-000000000001' else '00000000-0000-7000-8000-0000000000a2' end::uuid as owner,
    case when c < :rows / 21 * 20 then 1 + c / (:rows * 2 / 7) else 1 end as version, c >= :rows / 3 * 2 as last,
    (array['85322410', '85332120', '85423190', '85411011', '85365090', '85369010', '85044090', '85287200', '90303290', '84733041'])[1 + (random() * random() * 10)::int % 10] as common,
    (8500 + (random() * 48)::int)::text || lpad((random() * 9999)::int::text, 4, '0') as rare,
    (array['Capacitor cerâmico multicamada', 'Resistor de filme', 'Circuito integrado monolítico', 'Diodo retificador', 'Conector para placa', 'Transistor de efeito de campo', 'Indutor', 'Relé eletromecânico', 'Sensor de temperatura', 'Fonte de alimentação'])[1 + (random() * 10)::int % 10]
      || ', ' || (array['montagem em superfície', 'terminais axiais', 'encapsulamento plástico', 'uso automotivo', 'alta frequência'])[1 + (random() * 5)::int % 5]
      || ', ' || (random() * 1000)::int || ' V, código ' || (random() * 100000)::int as text,
    (0.3 + 0.7 * sqrt(random()))::float8 as confidence
  from generate_series(0, :rows - 1) c offset 0) rows
cross join lateral (select case when random() < 0.9 + 0 * c then common else rare end as ncm) chosen;

insert into task_item (id, task_id, position, part_number, status, classification_id)
select md5('i' || c)::uuid, md5('t' || 1 + c / 100)::uuid, 1 + c % 100, 'x', 'DONE', md5('c' || c)::uuid from generate_series(0, :rows / 21 * 20 - 1) c;

insert into review_item (id, organisation_id, classification_id, part_number_id, state, reasons, reason, priority)
select md5('r' || c.id)::uuid, organisation_id, c.id, part_number_id, 'OPEN', array['DOUBT'], 'Confiança insuficiente.', (1 - confidence) * tax_at_stake
from classification c where needs_review and status = 'ACTIVE'
on conflict do nothing; -- what the caller had classified before is in review already

set maintenance_work_mem = '256MB';
do $$ declare definition text; begin for definition in select l.definition from later l loop execute definition; end loop; end $$;
set session_replication_role = origin;

vacuum analyze;
