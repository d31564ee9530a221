// A real OpenID provider (oidc-provider, MIT) on loopback: authorisation code with PKCE and
// refresh tokens that rotate. Whoever types a name signs in as that name at council.test.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const { PACKAGES, ACCESS_SECONDS = '3600' } = process.env;
const require = createRequire(pathToFileURL(`${PACKAGES}/`));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    // A program on a PC: no secret, and any port of the loopback.
    {
      client_id: 'commsdesk', token_endpoint_auth_method: 'none', application_type: 'native',
      redirect_uris: ['http://127.0.0.1'], response_types: ['code'], grant_types: ['authorization_code', 'refresh_token'],
    },
    // The mail servers, which only ask about accesses.
    { client_id: 'mail', client_secret: 'only-for-tests', redirect_uris: [], response_types: [], grant_types: [] },
  ],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  conformIdTokenClaims: false, // the address stands in the id token, as Microsoft and Google do it
  scopes: ['openid', 'offline_access', 'email'],
  claims: { openid: ['sub'], email: ['email'] },
  issueRefreshToken: (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  findAccount: (_, name) => ({ accountId: name, claims: () => ({ sub: name, email: `${name}@council.test` }) }),
  ttl: { AccessToken: Number(ACCESS_SECONDS), AuthorizationCode: 60, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 600, IdToken: 3600 },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true }, introspection: { enabled: true } },
  cookies: { keys: ['only-for-tests'] },
});
provider.on('server_error', (_, error) => console.error(error));
server.on('request', provider.callback());
console.log(`ready ${issuer}`);
// It ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
