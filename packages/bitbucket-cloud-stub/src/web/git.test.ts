import * as fs from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { HookListener } from '../__testUtils__/HookListener';
import { call, send, tokenOf } from '../__testUtils__/restClient';
import { quietSeed } from '../__testUtils__/quietSeed';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const ALL = '/repositories/harbour-bikes';
const EMAIL = 'tomas.reyes@harbourbikes.example';
const author = { name: 'Tomas Reyes', email: EMAIL };

describe('git over HTTP', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let listener: HookListener;
  let folder: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    owner = await tokenOf(stub, 'mira_lindqvist');
    listener = await HookListener.start();
    await send(stub, owner, '/workspaces/harbour-bikes/hooks', {
      url: listener.url,
      events: ['repo:push'],
    });
    folder = await mkdtemp(join(tmpdir(), 'git-test-'));
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
    await rm(folder, { recursive: true });
  });

  const remote = (slug: string, auth = ['x-token-auth', owner]) => ({
    fs,
    http,
    dir: folder,
    url: `${stub.url}/harbour-bikes/${slug}.git`,
    onAuth: () => ({ username: auth[0], password: auth[1] }),
    // Without this, the client asks again and again.
    onAuthFailure: () => ({ cancel: true }),
  });
  const write = async (files: Record<string, string | Buffer>) => {
    for (const [path, content] of Object.entries(files)) {
      await fs.promises.mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
      await git.add({ fs, dir: folder, filepath: path });
    }
    return git.commit({ fs, dir: folder, message: 'From a test', author });
  };

  it('takes the first push to an empty repository, as a template publishes it', async () => {
    await send(stub, owner, `${ALL}/new-service`, {});
    await git.init({ fs, dir: folder, defaultBranch: 'trunk' });
    const image = Buffer.from([137, 80, 0, 255]);
    const hash = await write({ 'docs/a.md': 'A', 'logo.png': image });
    await fs.promises.chmod(join(folder, 'docs/a.md'), 0o755);
    const result = await git.push({ ...remote('new-service'), ref: 'trunk' });
    await stub.deliveries.settled();
    const { body } = await call(stub, owner, `${ALL}/new-service`);
    const commits = await call(stub, owner, `${ALL}/new-service/commits/trunk`);
    const file = await call(
      stub,
      owner,
      `${ALL}/new-service/src/trunk/docs/a.md`,
    );

    expect(result.ok).toBe(true);
    expect(body).toMatchObject({ mainbranch: { name: 'trunk' }, size: 5 });
    expect(commits.body.values).toMatchObject([
      { hash, author: { user: { nickname: 'tomas' } } },
    ]);
    expect(file.text).toBe('A');
    expect(listener.payload('repo:push')).toMatchObject({
      actor: { nickname: 'mira' },
      push: { changes: [{ created: true, new: { name: 'trunk' } }] },
    });
  });

  it('can miss a new repository at first', async () => {
    await send(stub, owner, `${ALL}/new-service`, {});
    stub.faults.add({
      path: '/harbour-bikes/new-service.git/**',
      times: 2,
      status: 404,
    });
    await git.init({ fs, dir: folder, defaultBranch: 'main' });
    await write({ 'README.md': 'new' });
    const push = () => git.push({ ...remote('new-service'), ref: 'main' });

    await expect(push()).rejects.toThrow(/404/);
    await expect(push()).rejects.toThrow(/404/);
    expect((await push()).ok).toBe(true);
  });

  it.each([1, undefined])(
    'clones with depth %s, and pushes a change',
    async depth => {
      await stub.push('harbour-bikes', 'booking-api', {
        files: { 'README.md': 'second' },
      });
      await git.clone({ ...remote('booking-api'), depth, singleBranch: true });
      const log = await git.log({ fs, dir: folder });
      const text = await readFile(join(folder, 'README.md'), 'utf8');
      const hash = await write({ 'docs/more.md': 'More' });
      await git.push({ ...remote('booking-api'), ref: 'main' });
      const branch = await call(
        stub,
        owner,
        `${ALL}/booking-api/refs/branches/main`,
      );

      expect(text).toBe('second');
      expect(log).toHaveLength(depth ?? 2);
      expect(branch.body.target).toMatchObject({ hash });
      expect(
        (await call(stub, owner, `${ALL}/booking-api/src/main/README.md`)).text,
      ).toBe('second');
    },
  );

  it('fetches what is new, and rejects a push that is not based on it', async () => {
    await git.clone({ ...remote('booking-api'), ref: 'main' });
    await write({ 'mine.md': 'mine' });
    const { commit } = await stub.push('harbour-bikes', 'booking-api', {
      files: { 'theirs.md': 'theirs' },
    });
    const push = () => git.push({ ...remote('booking-api'), ref: 'main' });

    await expect(push()).rejects.toThrow(/not a simple fast-forward/);
    const { fetchHead } = await git.fetch({
      ...remote('booking-api'),
      ref: 'main',
      singleBranch: true,
    });
    expect(fetchHead).toBe(commit);
  });

  it('adds and removes branches', async () => {
    await git.clone({ ...remote('booking-api'), ref: 'main' });
    await git.branch({ fs, dir: folder, ref: 'feature/x', checkout: true });
    await write({ 'x.md': 'x' });
    await git.push({ ...remote('booking-api'), ref: 'feature/x' });
    const remoteRef = 'feature/x';
    const path = `${ALL}/booking-api/refs/branches/${remoteRef}`;
    const added = await call(stub, owner, path);
    await git.push({
      ...remote('booking-api'),
      ref: remoteRef,
      remoteRef,
      delete: true,
    });

    expect(added.status).toBe(200);
    expect((await call(stub, owner, path)).status).toBe(404);
  });

  describe('with credentials', () => {
    beforeEach(() => {
      const scopes = ['repository:write'];
      const repository = 'harbour-bikes/booking-api';
      stub.registerAccessToken({ token: 'api', email: EMAIL, scopes });
      stub.registerAccessToken({ token: 'one', repository, scopes });
      stub.registerAccessToken({
        token: 'read',
        workspace: 'harbour-bikes',
        scopes: ['repository'],
      });
    });

    const basic = (user: string, password: string) =>
      `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const tryService = async (
      service: string,
      [user, password]: string[],
      slug = 'booking-api.git',
    ) => {
      const response = await fetch(
        `${stub.url}/harbour-bikes/${slug}/info/refs?service=git-${service}`,
        { headers: user ? { authorization: basic(user, password) } : {} },
      );
      return response.status;
    };

    it.each<[string, string[], number, number]>([
      ['an API token', ['x-bitbucket-api-token-auth', 'api'], 200, 200],
      ['an API token of an email', [EMAIL, 'api'], 200, 200],
      ['an API token of a username', ['treyes', 'api'], 200, 200],
      ['an API token of another user', ['aiko-t', 'api'], 401, 401],
      ['a repository access token', ['x-token-auth', 'one'], 200, 200],
      ['a token that only reads', ['x-token-auth', 'read'], 200, 403],
      ['an unknown token', ['x-token-auth', 'none'], 401, 401],
      ['nothing', [], 401, 401],
    ])('of %s', async (_, auth, reading, writing) => {
      expect(await tryService('upload-pack', auth)).toBe(reading);
      expect(await tryService('receive-pack', auth)).toBe(writing);
    });

    it('of one repository does not reach another', async () => {
      const auth = ['x-token-auth', 'one'];

      expect(await tryService('upload-pack', auth, 'booking-web.git')).toBe(
        404,
      );
      expect(await tryService('archive', auth)).toBe(403);
    });
  });

  it('reports a pack that is not valid', async () => {
    const line = `${'0'.repeat(40)} ${'1'.repeat(
      40,
    )} refs/heads/x\0report-status`;
    const length = (line.length + 4).toString(16).padStart(4, '0');
    const response = await fetch(
      `${stub.url}/harbour-bikes/booking-api.git/git-receive-pack`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${owner}` },
        body: `${length}${line}0000PACKnonsense`,
      },
    );
    const text = await response.text();

    expect(text).toMatch(/unpack (?!ok)/);
    expect(text).toContain('ng refs/heads/x unpacker error');
  });
});
