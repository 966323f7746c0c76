// Compiled, never run: what the types promise.
import { NexaClient, type Schemas } from '@nexa/client';
import { NexaHub } from '@nexa/client/hub';

const nexa = new NexaClient({ url: 'http://localhost:5000' });
const status: Schemas['TaskStatus'] = (await nexa.status('')).status;
const rate: number | 'NT' | 'UNKNOWN' = (await nexa.request('get', '/ncm/{code}', { params: { code: '85322410' } })).rates!.ii.rate;
const estimate = await nexa.request('post', '/taxes/estimate', {
  body: { date: '2026-12-01', transport_mode: 'air', items: [{ ncm: '85322410', customs_value: 100 }] },
});
const total: number | null = estimate.totals.total;
for await (const event of nexa.events('')) if (event.name === 'classification_finished') console.log(event.data.result.ncm);
for await (const one of nexa.pages('/history', { ncm: '8532' })) console.log(one.partnumber);
await new NexaHub(nexa).join('', event => console.log(event.seq));
// @ts-expect-error: no such path
await nexa.request('get', '/nothing');
// @ts-expect-error: partnumber is required
await nexa.request('post', '/classify-partnumber', { body: {} });
console.log(status, rate, total);
