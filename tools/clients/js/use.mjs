// Uses the stand-ins that standard input names, as their services' clients do, and
// writes what came of it as JSON.
import bitrix from '@2bad/bitrix';
import amo from '@shevernitskiy/amo';
import yookassa from '@webzaytsev/yookassa-ts-sdk';
import { Bot, GrammyError } from 'grammy';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const at = JSON.parse(Buffer.concat(chunks).toString());

/** refusal gives what a call failed with, or "done". */
const refusal = async (call, say) => {
  try {
    await call();
    return 'done';
  } catch (error) {
    return say(error);
  }
};

async function telegram({ url, token }) {
  const api = new Bot(token, { client: { apiRoot: url } }).api;
  const me = await api.getMe();
  const sent = await api.sendMessage(42, '<b>Имя:</b> a &lt; b', { parse_mode: 'HTML' });
  const file = await api.sendDocument(42, 'https://files.test/a.pdf', { caption: '*c*', parse_mode: 'MarkdownV2' });
  const say = (error) => (error instanceof GrammyError ? `${error.error_code} ${error.description} ${error.parameters.retry_after ?? ''}` : String(error));
  return {
    me: me.username, sent: sent.text, file: file.caption,
    missing: await refusal(() => api.sendMessage(43, 'x'), say),
    marks: await refusal(() => api.sendMessage(42, 'a.b', { parse_mode: 'MarkdownV2' }), say),
    wait: (await refusal(() => api.sendMessage(44, 'x'), say)),
  };
}

async function bitrix24({ url }) {
  const client = bitrix.Bitrix(url);
  const lead = await client.leads.create({ TITLE: 'Заявка', PHONE: [{ VALUE: '+7 900 555-01-01', VALUE_TYPE: 'WORK' }] });
  const again = await client.leads.get(String(lead.result));
  for (let i = 0; i < 2; i++) await client.deals.create({ TITLE: `Сделка ${i}` });
  const deals = await client.deals.list({ select: ['*'] });
  return {
    lead: lead.result, title: again.result.TITLE, phone: again.result.PHONE[0].VALUE, deals: deals.result.map((d) => d.TITLE),
    missing: await refusal(() => client.leads.get('77'), (e) => `${e.response.statusCode} ${e.response.body.error_description ?? JSON.parse(e.response.body).error_description}`),
  };
}

async function amocrm({ host, client, secret, code }) {
  const tokens = [];
  const auth = { client_id: client, client_secret: secret, redirect_uri: 'https://x.test/' };
  const first = new amo.Amo(host, { ...auth, grant_type: 'authorization_code', code }, { request_delay: 0, on_token: (t) => tokens.push(t) });
  const account = await first.account.getAccount();
  const made = await first.lead.addComplex([{ name: 'Тур', price: 10, pipeline_id: 3200, _embedded: { contacts: [{ first_name: 'Олег', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79005550101', enum_code: 'WORK' }] }] }] } }]);
  const found = await first.contact.getContacts({ query: '79005550101' });
  const nothing = await refusal(() => first.contact.getContacts({ query: 'nobody' }), (e) => e.message.slice(0, 14));
  const wrong = await refusal(() => first.lead.addLeads([{ name: 'x', custom_fields_values: [{ field_id: 1, values: [{ value: 'y' }] }] }]), (e) => JSON.stringify(e.response ?? e));
  // An expired token is refreshed; a refresh token that was used is not taken again.
  const old = { ...auth, ...tokens[0], expires_at: 1 };
  const second = new amo.Amo(host, old, { request_delay: 0, on_token: (t) => tokens.push(t) });
  await second.account.getAccount();
  const third = new amo.Amo(host, old, { request_delay: 0 });
  return {
    account: account.name, made: made[0], found: found._embedded.contacts.length, nothing, wrong,
    tokens: tokens.map((t) => t.access_token), reused: await refusal(() => third.account.getAccount(), (e) => e.response.detail),
  };
}

async function payments({ url, shop, secret }) {
  const sdk = yookassa.YooKassa({ shop_id: shop, secret_key: secret, endpoint: url });
  const asked = { amount: { value: '100.00', currency: 'RUB' }, confirmation: { type: 'redirect', return_url: 'https://x.test/' }, description: 'Заказ' };
  const paid = await sdk.payments.create(asked, 'key-1');
  const same = await sdk.payments.create(asked, 'key-1');
  const loaded = await sdk.payments.load(paid.id);
  return {
    same: same.id === paid.id, status: loaded.status, link: paid.confirmation.confirmation_url.includes(paid.id),
    missing: await refusal(() => sdk.payments.load('none'), (e) => e.code ?? e.name),
  };
}

const parts = { telegram, bitrix24, amocrm, payments };
const came = {};
for (const [name, use] of Object.entries(parts)) {
  try {
    came[name] = await use(at[name]);
  } catch (error) {
    came[name] = { error: String(error?.stack ?? error), response: error?.response };
  }
}
process.stdout.write(JSON.stringify(came));
process.exit(0);
