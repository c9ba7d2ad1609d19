// Sends what services send, signed by their own libraries, to the links that it
// reads from its input, and writes what came back: a line of JSON for each request.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import examples from "@octokit/webhooks-examples" with { type: "json" };
import { Webhooks } from "@octokit/webhooks";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";

const { calculateReceivingSignatureValue } = createRequire(import.meta.url)("@dev-aces/robokassa/lib/internal/calculateReceivingSignatureValue.js");

const links = JSON.parse(await text(process.stdin));
const json = { "content-type": "application/json" };
const old = 12 * 60; // seconds

// Each sender makes one request: what it sends, and the headers that sign it.
const senders = {
  async github({ secret, id, body }) {
    return { body, headers: { ...json, "x-hub-signature-256": await new Webhooks({ secret }).sign(body), "x-github-delivery": id } };
  },
  standard_webhooks({ secret, id, body, ago }) {
    const at = new Date(Date.now() - ago * 1000);
    const headers = { "webhook-id": id, "webhook-timestamp": String(Math.floor(at / 1000)), "webhook-signature": new Webhook(secret).sign(id, at, body) };
    return { body, headers: { ...json, ...headers } };
  },
  stripe({ secret, body, ago }) {
    const timestamp = Math.floor(Date.now() / 1000) - ago;
    return { body, headers: { ...json, "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) } };
  },
  robokassa({ secret, id }) {
    const response = { OutSum: "200.000000", InvId: id, Shp_b: "ю", Shp_a: "a b" };
    const SignatureValue = calculateReceivingSignatureValue({ hashAlgorithm: "md5", password2: secret, response });
    return { body: new URLSearchParams({ ...response, Fee: "0.00", SignatureValue }).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } };
  },
};

async function post(scheme, what, made, change = (body) => body) {
  const answer = await fetch(links[scheme].url, { method: "POST", headers: made.headers, body: change(made.body) });
  console.log(JSON.stringify({ scheme, what, sent: change(made.body), status: answer.status, body: await answer.text() }));
}

for (const [scheme, make] of Object.entries(senders)) {
  const { secret, other, previous } = links[scheme];
  const say = (id, more) => make({ secret, id, ago: 0, body: JSON.stringify({ id, text: "привет" }), ...more });
  await post(scheme, "right", await say("1"));
  await post(scheme, "again", await say("1"));
  await post(scheme, "another", await say("2"));
  await post(scheme, "previous", await say("3", { secret: previous }));
  await post(scheme, "changed", await say("4"), (body) => body.replace("4", "5"));
  await post(scheme, "other", await say("6", { secret: other }));
  if (scheme === "stripe" || scheme === "standard_webhooks") await post(scheme, "old", await say("7", { ago: old }));
}

// GitHub's own examples of every event it has.
for (const event of examples) {
  for (const [i, example] of event.examples.entries()) {
    const id = `${event.name}-${i}`;
    await post("github", id, await senders.github({ secret: links.github.secret, id, body: JSON.stringify(example) }));
  }
}
