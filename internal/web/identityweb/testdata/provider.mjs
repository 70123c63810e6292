// A real OpenID provider for the tests: node provider.mjs REDIRECT CLIENT SECRET NOW. NOW is the time of the test's clock in milliseconds.
// It prints its address, and ends when its input does.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [redirect, id, secret, now] = process.argv.slice(2);
const real = Date.now;
const ahead = Number(now) - real();
Date.now = () => real() + ahead;

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: id, client_secret: secret, redirect_uris: [redirect], response_types: ["code"], grant_types: ["authorization_code"] }],
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: `${sub}@school.example` }) }),
    claims: { openid: ["sub"], email: ["email"] },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
