// An OpenID Connect provider for tests: `oidc-provider` as it is, on a port that the system chooses,
// with everything in memory. It says where it listens in its first line and ends with its standard input.
//
// Routes under /test/ let a test play the administrator (clients, people, keys) and the adversary
// (clock, tokens that say something else, a provider that is down). All take and give JSON.
import { createServer } from 'node:http';
import * as jose from 'jose';
import { Provider } from 'oidc-provider';

const state = {
  accounts: new Map(),
  rows: new Map(),
  clients: new Map(),
  counts: {},
  signing: [],
  provider: undefined,
  claimsInIdToken: true,
  forgery: undefined,
  down: false,
  clock: 0,
  backchannel: [],
};

const now = Date.now.bind(Date);
Date.now = () => now() + state.clock * 1000;

/// Rows in memory, shared by the providers that a rotation of keys makes anew.
class Adapter {
  constructor(model) {
    this.model = model;
  }
  key(id) {
    return `${this.model}:${id}`;
  }
  async find(id) {
    return this.model === 'Client' ? state.clients.get(id) : state.rows.get(this.key(id));
  }
  async upsert(id, payload) {
    state.rows.set(this.key(id), payload);
  }
  async destroy(id) {
    state.rows.delete(this.key(id));
  }
  async consume(id) {
    state.rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async findByUid(uid) {
    return [...state.rows.values()].find((row) => row.kind === this.model && row.uid === uid);
  }
  async findByUserCode() {
    return undefined;
  }
  async revokeByGrantId(grantId) {
    for (const [key, row] of state.rows) {
      if (row.grantId === grantId) state.rows.delete(key);
    }
  }
}

async function newKey(alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = await jose.exportJWK(privateKey);
  return { ...jwk, alg, use: 'sig', kid: crypto.randomUUID() };
}

async function rotate() {
  state.signing = await Promise.all(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'].map(newKey));
}

function makeProvider(issuer) {
  const algorithms = state.signing.map((key) => key.alg);
  const provider = new Provider(issuer, {
    adapter: Adapter,
    jwks: { keys: state.signing },
    cookies: { keys: ['test'] },
    clientBasedCORS: () => false,
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      phone: ['phone_number', 'phone_number_verified'],
    },
    conformIdTokenClaims: !state.claimsInIdToken,
    enabledJWA: { idTokenSigningAlgValues: algorithms },
    // It is on the machine that it calls, which it would not do by itself.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_, id) => {
      const claims = state.accounts.get(id);
      return claims && { accountId: id, claims: async () => ({ ...claims, sub: id }) };
    },
    // Nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const { session, client } = ctx.oidc;
      const known = session.grantIdFor(client.clientId);
      const found = known && (await provider.Grant.find(known));
      if (found) return found;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email phone');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && ctx.body?.id_token && state.forgery) {
      ctx.body = { ...ctx.body, id_token: await forge(ctx.body.id_token, state.forgery) };
    }
  });
  provider.on('server_error', (_, error) => console.error(error));
  provider.on('backchannel.success', () => state.backchannel.push('success'));
  provider.on('backchannel.error', (_, error) => state.backchannel.push(`${error} ${error.cause}`));
  return provider;
}

/// The token with other claims (null removes one), another algorithm, or by a key that nobody knows.
async function forge(token, { claims = {}, alg, key, header = {} }) {
  const old = jose.decodeProtectedHeader(token);
  const said = { ...jose.decodeJwt(token), ...claims };
  for (const [name, value] of Object.entries(said)) if (value === null) delete said[name];
  const encode = (value) => jose.base64url.encode(JSON.stringify(value));
  if (alg === 'none') return `${encode({ alg })}.${encode(said)}.`;
  if (alg === 'HS256') {
    const secret = new TextEncoder().encode(key);
    return new jose.SignJWT(said).setProtectedHeader({ alg }).sign(secret);
  }
  const jwk =
    key === 'unknown' ? await newKey(old.alg) : state.signing.find((one) => one.kid === old.kid);
  const named = { alg: old.alg, kid: key === 'same name' ? old.kid : jwk.kid, ...header };
  const signer = key === 'same name' ? await newKey(old.alg) : jwk;
  return new jose.SignJWT(said)
    .setProtectedHeader(named)
    .sign(await jose.importJWK(signer, old.alg), { crit: { extension: true } });
}

const routes = {
  client: (metadata) => state.clients.set(metadata.client_id, metadata),
  account: ({ sub, ...claims }) => state.accounts.set(sub, claims),
  forgery: (forgery) => (state.forgery = forgery ?? undefined),
  down: ({ down }) => (state.down = down),
  clock: ({ seconds }) => (state.clock = seconds),
  counts: () => undefined,
  rotate: async () => {
    await rotate();
    state.provider = makeProvider(state.provider.issuer);
  },
  claims: ({ inIdToken }) => {
    state.claimsInIdToken = inIdToken;
    state.provider = makeProvider(state.provider.issuer);
  },
};

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || 'null');
}

/// The login page: GET tells what was asked for, POST says who it is or that the person gives up.
async function interact(request, response) {
  const { prompt, params } = await state.provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ prompt: prompt.name, params }));
  }
  const { login, error } = await read(request);
  const result = error ? { error } : { login: { accountId: login } };
  return state.provider.interactionFinished(request, response, result);
}

const server = createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, 'http://localhost');
    state.counts[pathname] = (state.counts[pathname] ?? 0) + 1;
    if (pathname.startsWith('/test/')) {
      await routes[pathname.slice('/test/'.length)](await read(request));
      const { counts, backchannel } = state;
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ counts, backchannel }));
    }
    if (state.down) return request.socket.destroy();
    if (pathname.startsWith('/interaction/')) return await interact(request, response);
    return state.provider.callback()(request, response);
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    return response.end(String(error));
  }
});

await rotate();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  state.provider = makeProvider(issuer);
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
