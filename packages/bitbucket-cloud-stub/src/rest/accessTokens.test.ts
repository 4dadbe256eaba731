import { call } from '../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const MEMBERS = '/workspaces/harbour-bikes/members';
const EMAIL = 'mira.lindqvist@harbourbikes.example';
const basic = (email: string, token: string) => ({
  headers: {
    authorization: `Basic ${Buffer.from(`${email}:${token}`).toString(
      'base64',
    )}`,
  },
});

describe('access tokens from the settings', () => {
  let stub: BitbucketCloudStub;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
  });

  beforeEach(() => {
    stub.reset();
    stub.registerAccessToken({
      token: 'of-the-workspace',
      workspace: 'harbour-bikes',
      scopes: ['account'],
    });
    stub.registerAccessToken({
      token: 'of-mira',
      email: EMAIL,
      scopes: ['account'],
    });
  });

  afterAll(async () => {
    await stub.close();
  });

  it('read as the workspace, with Bearer', async () => {
    const { status, body } = await call(stub, 'of-the-workspace', MEMBERS);

    expect(status).toBe(200);
    expect(body.values.length).toBeGreaterThan(3);
  });

  it('read as the person, with Basic and one of their addresses', async () => {
    const own = await call(stub, '', '/user', basic(EMAIL, 'of-mira'));

    expect(own.body.nickname).toBe('mira');
  });

  it('only allow their scopes', async () => {
    const projects = '/workspaces/harbour-bikes/projects';

    expect((await call(stub, 'of-the-workspace', projects)).status).toBe(403);
  });

  it.each([
    ['the token of a person with Bearer', 'of-mira', {}],
    [
      'the token of a workspace with Basic',
      '',
      basic(EMAIL, 'of-the-workspace'),
    ],
    ['the address of another', '', basic('a@x.example', 'of-mira')],
    ['an unknown token', '', basic(EMAIL, 'nonsense')],
  ])('reject %s', async (_, token, init) => {
    expect((await call(stub, token, MEMBERS, init)).status).toBe(401);
  });

  it('of a repository only reach that repository, also under another name', async () => {
    const path = '/repositories/harbour-bikes';
    stub.registerAccessToken({
      token: 'of-the-repository',
      repository: 'harbour-bikes/booking-api',
      scopes: ['account', 'project', 'repository:write', 'repository:admin'],
    });
    const ask = async (url: string, init: RequestInit = {}) =>
      (await call(stub, 'of-the-repository', url, init)).status;
    const listed = await call(
      stub,
      'of-the-repository',
      `${path}?q=is_private=true`,
    );
    const rename = {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Bookings"}',
    };

    expect(listed.body.values).toHaveLength(1);
    expect(await ask(`${path}/booking-web`)).toBe(404);
    expect(await ask('/workspaces/harbour-bikes/projects')).toBe(404);
    expect(await ask(`${path}/booking-api`, rename)).toBe(200);
    expect(await ask(`${path}/bookings`)).toBe(200);
    expect(() =>
      stub.registerAccessToken({
        token: 'x',
        repository: 'harbour-bikes/none',
        scopes: ['repository'],
      }),
    ).toThrow('there is no repository "harbour-bikes/none"');
  });

  it('are invalid after they are revoked, and remain in a snapshot', async () => {
    const before = stub.snapshot();
    stub.revokeAccessToken('of-the-workspace');
    expect((await call(stub, 'of-the-workspace', MEMBERS)).status).toBe(401);

    stub.restore(before);
    expect((await call(stub, 'of-the-workspace', MEMBERS)).status).toBe(200);
  });

  it('belong to a workspace or to a person', () => {
    expect(() =>
      stub.registerAccessToken({ token: 'x', scopes: ['account'] }),
    ).toThrow(
      'The access token is not valid: : must have one of a workspace, a repository and an email',
    );
  });
});
