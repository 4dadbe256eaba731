import {
  authorizeUrl,
  CLIENT_SECRET,
  read,
  signIn,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import { defaultSeedPath, readSeedFile } from '../seed/readSeed';
import type { Person } from '../model/types';
import { noteOf } from '../pages/person';

const STAND_IN =
  'This is a stub for Bitbucket Cloud, run for development and tests. It is not Bitbucket.';

// Returns the visible text without its line breaks. The name of a company can contain "&".
function textOf(markup: string): string {
  return markup
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&amp;', '&');
}

describe('the pages', () => {
  let stub: BitbucketCloudStub;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
  });

  afterEach(async () => {
    await stub.close();
  });

  const open = async (url: string) => {
    const response = await fetch(url);
    const markup = await response.text();
    return { response, markup, text: textOf(markup) };
  };

  it.each([
    ['/', 'Overview'],
    ['/site/oauth2/authorize', 'Invalid client_id'],
    ['/harbour-bikes/booking-api', 'Page not found'],
  ])('show on %s that this is not Bitbucket', async (path, title) => {
    const { response, markup, text } = await open(`${stub.url}${path}`);

    expect(text).toContain(STAND_IN);
    expect(markup).toContain(`<title>${title} · Bitbucket Cloud stub</title>`);
    expect(response.headers.get('x-bitbucket-cloud-stub')).toBe(
      'this is not Bitbucket',
    );
  });

  it('run no script, load no external content and cannot be framed', async () => {
    const { response, markup } = await open(authorizeUrl(stub));
    const policy = response.headers.get('content-security-policy');

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/style-src 'sha256-/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(markup).not.toMatch(/<script|style="|\son\w+=/);
  });

  it('list each person with name and note, and Cancel', async () => {
    const { markup, text } = await open(
      authorizeUrl(stub, { scope: 'account' }),
    );
    const buttons = [...markup.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(
      ([, content]) => textOf(content).trim(),
    );

    expect(buttons).toEqual([
      'Find',
      'Mira Lindqvist mira_lindqvist Everything in order',
      'Tomas Reyes treyes Everything in order',
      'Aiko Tanaka aiko-t Everything in order',
      'Sam Ferreira samferreira Email not confirmed',
      'Nadia Haddad nadia-h No two-step verification, primary address is private',
      'Olu Adeyemi olu-adeyemi Unknown to the catalog',
      'Kit Marlowe kitmarlowe Left the workspace',
      'Cancel',
    ]);
    expect(markup).toContain('<title>Sign in · Bitbucket Cloud stub</title>');
    expect(text).toContain('Sign in to Quayside');
    expect(text).toContain('Read your email addresses email');
    expect(text).not.toContain('Also requested');
  });

  it('show which scopes were requested but not granted', async () => {
    const { text } = await open(
      authorizeUrl(stub, { scope: 'account repository:write' }),
    );

    expect(text).toMatch(/Also requested, but not granted .* repository:write/);
  });

  it('do not list an account that was removed', async () => {
    stub.update('kitmarlowe', { removed: true });

    expect((await open(authorizeUrl(stub))).text).not.toContain('Kit Marlowe');
    expect((await open(stub.url)).text).toContain(
      'Kit Marlowe kitmarlowe Account removed, left the workspace Bring back',
    );
  });

  it('find people by the entered text, and keep the request unchanged', async () => {
    const state = 'a&b"c';
    const { markup, text } = await open(
      authorizeUrl(stub, { find: ' NO two ', state, scope: 'account' }),
    );
    const hidden = [
      ...markup.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g),
    ].map(([, name, value]) => [name, value]);

    expect(text).toContain('Nadia Haddad');
    expect(text).not.toContain('Tomas Reyes');
    expect(markup).toMatch(/name="find"\s+value=" NO two "/);
    expect(markup).toMatch(
      /<form method="post"[^>]*>(?:(?!<\/form>).)*formmethod="get"/s,
    );
    expect(Object.fromEntries(hidden)).toMatchObject({
      client_id: 'harbour-bikes-portal',
      state: 'a&amp;b&quot;c',
    });
  });

  it.each([
    ['haddad.example', 'Nadia Haddad'],
    ['tänaka', 'Aiko Tanaka'],
    ['712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f06', 'Olu Adeyemi'],
  ])('find by %s', async (find, name) => {
    const { markup } = await open(authorizeUrl(stub, { find }));
    const names = [...markup.matchAll(/class="name">([^<]+)/g)];

    expect(names.map(([, found]) => found)).toEqual([name]);
  });

  it('report that no account matches', async () => {
    const { text } = await open(authorizeUrl(stub, { find: 'zz<' }));

    expect(text).toContain('No account matches “zz&lt;”');
    expect(text).toContain('Cancel');
  });

  it('show 50 of many people, and report that', async () => {
    const [mira] = stub.people;
    const people = Array.from({ length: 51 }, (_, index) => ({
      ...mira,
      uuid: `{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b${index + 10}}`,
      username: `person-${index}`,
      account_id: `account-${index}`,
    }));
    const seed = { ...readSeedFile(defaultSeedPath()), people };
    await stub.close();
    stub = await createBitbucketCloudStub({ seed });

    for (const url of [authorizeUrl(stub), stub.url]) {
      const { text } = await open(url);
      expect(text).toContain('The first 50 of 51 people.');
      expect(text).toContain('person-49');
      expect(text).not.toContain('person-50');
    }
    const { text } = await open(authorizeUrl(stub, { find: 'person-50' }));
    expect(text).not.toContain('The first');
    expect(text).toContain('person-50');
  });

  it.each<[Partial<Person>, string]>([
    [{}, 'Nothing special'],
    [{ emails: [] }, 'No email address'],
    [{ has_2fa_enabled: false }, 'No two-step verification'],
    [{ has_2fa_enabled: null }, 'Two-step verification not reported'],
    [{ workspaces: {} }, 'Not in any workspace'],
    [
      {
        emails: [
          { email: 'a@b.example', is_primary: true, is_confirmed: false },
        ],
        has_2fa_enabled: false,
      },
      'Email not confirmed, no two-step verification',
    ],
    [
      {
        emails: [
          { email: 'a@b.example', is_primary: false, is_confirmed: true },
        ],
      },
      'No primary email',
    ],
    [{ note: 'As it is', has_2fa_enabled: false }, 'As it is'],
  ])('derive from %j: %s', (change, note) => {
    const { note: _, ...mira } = stub.person('mira_lindqvist');

    expect(noteOf({ ...mira, ...change })).toBe(note);
  });

  it('escape received values', async () => {
    const evil = '"><script>alert(1)</script>';
    const pages = await Promise.all([
      open(authorizeUrl(stub, { state: evil })),
      open(authorizeUrl(stub, { find: evil })),
      open(`${stub.url}/?find=${encodeURIComponent(evil)}`),
      open(authorizeUrl(stub, { scope: evil })),
      open(authorizeUrl(stub, { redirect_uri: evil })),
      open(authorizeUrl(stub, { client_id: evil })),
      open(`${stub.url}/${encodeURIComponent(evil)}`),
    ]);

    for (const { markup } of pages) {
      expect(markup).not.toContain('<script>');
      expect(markup).toContain('&lt;script&gt;');
    }
  });

  it('explain what to change when redirect_uri is wrong', async () => {
    const { text } = await open(
      authorizeUrl(stub, { redirect_uri: 'http://localhost:9999/api' }),
    );

    expect(text).toContain('Sent http://localhost:9999/api');
    expect(text).toContain(
      'Registered http://localhost:7007/api/auth/bitbucket',
    );
    expect(text).toContain('Use the same scheme, host and port');
  });

  it('show people, clients without secrets, and the latest requests', async () => {
    expect((await open(stub.url)).text).toContain('None yet.');
    const { access_token: token } = await signIn(stub, 'aiko-t');
    await read(stub, '/user', token);
    const { markup, text } = await open(stub.url);

    expect(text).toContain('Aiko Tanaka aiko-t Everything in order');
    expect(text).toContain('Quayside harbour-bikes-portal');
    expect(text).toMatch(/GET \/2\.0\/user 200 aiko-t harbour-bikes-portal/);
    expect(markup).not.toContain(CLIENT_SECRET);
    expect(markup).not.toContain(token);
  });

  it('show the active faults with their hits, and tokens by their end', async () => {
    const { access_token: token } = await signIn(stub, 'aiko-t');
    stub.faults.add({ path: '/2.0/user', status: 503 });
    await read(stub, '/user', token);
    const { text } = await open(stub.url);

    expect(text).toMatch(
      /fault-1 path: \/2\.0\/user, status: 503 hit 1 request Switch off/,
    );
    expect(text).toMatch(/GET \/2\.0\/user 503 aiko-t \S+ fault-1/);
    expect(text).toContain(
      `…${token.slice(
        -6,
      )} aiko-t harbour-bikes-portal account email team 60 min`,
    );
  });

  it('only reload themselves on request', async () => {
    const refresh = '<meta http-equiv="refresh" content="3"';

    expect((await open(stub.url)).markup).not.toContain(refresh);
    expect((await open(`${stub.url}/?follow=1`)).markup).toContain(refresh);
  });

  it('serve a picture for every name', async () => {
    const [mira] = stub.people;
    const pictures = await Promise.all(
      [
        encodeURIComponent(mira.uuid),
        'harbour-bikes',
        '%3Csvg%3E',
        '%E2%80%A6',
      ].map(name => open(`${stub.url}/_stub/avatars/${name}.svg`)),
    );

    for (const { response } of pictures) {
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    }
    expect(pictures[0].markup).toContain('>ML</text>');
    expect(pictures[1].markup).toMatch(/>[A-Z]{1,2}<\/text>/);
    expect(pictures[2].markup).toContain('>S</text>');
  });
});
