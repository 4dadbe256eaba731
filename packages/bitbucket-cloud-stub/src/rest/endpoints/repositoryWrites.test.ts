import { HookListener } from '../../__testUtils__/HookListener';
import {
  call,
  clientToken,
  send,
  sendWith,
  tokenOf,
} from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';
import { defaultSeedPath, readSeedFile } from '../../seed/readSeed';

const ALL = '/repositories/harbour-bikes';

describe('repositories', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let listener: HookListener;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
    owner = await tokenOf(stub, 'mira_lindqvist');
    listener = await HookListener.start();
    await send(stub, owner, '/workspaces/harbour-bikes/hooks', {
      url: listener.url,
      events: [
        'repo:created',
        'repo:deleted',
        'repo:fork',
        'repo:push',
        'repo:transfer',
        'repo:updated',
      ],
    });
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
  });

  const create = (slug: string, fields: object = {}, token = owner) =>
    send(stub, token, `${ALL}/${slug}`, fields);
  const change = (path: string, fields: object) =>
    sendWith('PUT', stub, owner)(`${ALL}/${path}`, fields);
  const read = (path: string) => call(stub, owner, `${ALL}/${path}`);

  it('are created empty, with 200, and their webhook is called', async () => {
    const { status, body } = await create('Lock-Service', {
      scm: 'git',
      is_private: true,
      description: 'Opens the locks',
      project: { key: 'FLEET' },
    });
    await stub.deliveries.settled();

    expect(status).toBe(200);
    expect(body).toMatchObject({
      full_name: 'harbour-bikes/lock-service',
      description: 'Opens the locks',
      project: { key: 'FLEET' },
      size: 0,
    });
    expect(body).not.toHaveProperty('mainbranch');
    expect(body.links.clone).toContainEqual({
      name: 'https',
      href: `${stub.url}/harbour-bikes/lock-service.git`,
    });
    expect((await read('lock-service')).body).toEqual(body);
    expect(listener.payload('repo:created')).toMatchObject({
      actor: { nickname: 'mira' },
      repository: { uuid: body.uuid, project: { key: 'FLEET' } },
    });
  });

  it('belong to the oldest project without another one', async () => {
    expect((await create('new')).body.project.key).toBe('FLEET');
  });

  it.each<[string, object, string]>([
    ['booking-api', {}, 'already exists'],
    ['new', { project: { key: 'NONE' } }, 'no project "NONE"'],
    ['new', { is_private: false }, 'cannot contain a public repository'],
    ['new', { scm: 'hg' }, 'scm: must be git'],
    ['-new', {}, 'slug'],
  ])('are not created as %s with %j', async (slug, fields, message) => {
    const { status, text } = await create(slug, fields);

    expect(status).toBe(400);
    expect(JSON.parse(text).error).toEqual(expect.anything());
    expect(text.replace(/\\/g, '')).toContain(message);
  });

  it.each<[string, () => Promise<string>, number]>([
    ['a member', () => tokenOf(stub, 'treyes'), 400],
    ['an admin of the project', () => tokenOf(stub, 'aiko-t'), 200],
    ['a client of the workspace', () => clientToken(stub), 200],
    ['a stranger', () => tokenOf(stub, 'kitmarlowe'), 404],
    ['a reader', () => tokenOf(stub, 'mira_lindqvist', ['repository']), 403],
  ])('are created or not by %s', async (_, token, expected) => {
    const fields = { project: { key: 'FLEET' } };

    expect((await create('new', fields, await token())).status).toBe(expected);
  });

  it('get another slug with another name, and keep their uuid, files and webhooks', async () => {
    const { body: before } = await read('booking-api');
    await send(stub, owner, `${ALL}/booking-api/hooks`, {
      url: 'http://127.0.0.1:1/',
      events: ['repo:push'],
    });
    const { status, body, headers } = await change('booking-api', {
      name: 'Réservations  API',
    });
    await stub.deliveries.settled();
    const hooks = await read('reservations-api/hooks');

    expect(status).toBe(200);
    expect(headers.get('location')).toBe(
      `${stub.apiUrl}${ALL}/reservations-api`,
    );
    expect(body).toMatchObject({ uuid: before.uuid, slug: 'reservations-api' });
    expect(Date.parse(body.updated_on)).toBeGreaterThan(
      Date.parse(before.updated_on),
    );
    expect((await read('booking-api')).status).toBe(404);
    expect((await read('reservations-api/src/main/README.md')).status).toBe(
      200,
    );
    expect(hooks.body.values).toHaveLength(1);
    expect(listener.payload('repo:updated')).toMatchObject({
      repository: { uuid: before.uuid },
      changes: {
        name: { old: 'Booking API', new: 'Réservations  API' },
        full_name: {
          old: 'harbour-bikes/booking-api',
          new: 'harbour-bikes/reservations-api',
        },
      },
    });
  });

  it('keep their former slug with the switch formerSlug', async () => {
    const other = await createBitbucketCloudStub({
      switches: { formerSlug: 'resolved' },
    });
    const token = await tokenOf(other, 'mira_lindqvist');
    await sendWith('PUT', other, token)(`${ALL}/booking-api`, { name: 'New' });
    const { body } = await call(other, token, `${ALL}/booking-api`);
    await other.close();

    expect(body.slug).toBe('new');
  });

  it('move to another project, and change their description', async () => {
    const fields = { project: { key: 'PLAT' }, description: 'For all' };
    const { body } = await change('booking-api', fields);

    expect(body).toMatchObject({ slug: 'booking-api', ...fields });
  });

  it('are not renamed to a taken name, and not changed by a writer', async () => {
    const writer = sendWith('PUT', stub, await tokenOf(stub, 'treyes'));

    expect((await change('booking-api', { name: 'Booking-Web' })).status).toBe(
      400,
    );
    expect((await writer(`${ALL}/booking-api`, {})).status).toBe(403);
  });

  it('are created by PUT, with 201', async () => {
    expect((await change('new', {})).status).toBe(201);
  });

  it('are deleted, and another one with that name has another uuid', async () => {
    const { body: before } = await read('booking-api');
    const path = `${ALL}/booking-api`;
    const deleted = await call(stub, owner, path, { method: 'DELETE' });
    const gone = await read('booking-api');
    const { body: after } = await create('booking-api');
    await stub.deliveries.settled();

    expect([deleted.status, gone.status]).toEqual([204, 404]);
    expect(after.uuid).not.toBe(before.uuid);
    expect((await read('booking-api/src')).status).toBe(404);
    expect(listener.payload('repo:deleted').repository.uuid).toBe(before.uuid);
  });

  it('are forked with their branches', async () => {
    const { status, body } = await send(
      stub,
      owner,
      `${ALL}/booking-api/forks`,
      {
        name: 'Booking experiment',
      },
    );
    await stub.deliveries.settled();
    const forks = await read('booking-api/forks');

    expect(status).toBe(201);
    expect(body).toMatchObject({
      slug: 'booking-experiment',
      parent: { full_name: 'harbour-bikes/booking-api' },
      mainbranch: { name: 'main' },
    });
    expect(forks.body.values).toEqual([body]);
    expect(listener.events).toEqual(['repo:created', 'repo:fork']);
    expect(listener.payload('repo:fork').fork.uuid).toBe(body.uuid);
  });

  it('go to another workspace with a transfer, and keep their uuid', async () => {
    const { people, workspaces, clients, ...seed } = readSeedFile(
      defaultSeedPath(),
    );
    const project = { ...seed.projects![0], workspace: 'adeyemi-consulting' };
    const uuid = '{7c3e9d10-4a5b-4c6d-8e7f-0a1b2c3d4e99}';
    const other = await createBitbucketCloudStub({
      seed: {
        ...{ people, workspaces, clients, ...seed },
        projects: [...seed.projects!, { ...project, uuid }],
      },
    });
    const token = await tokenOf(other, 'olu-adeyemi');
    await send(other, token, '/workspaces/adeyemi-consulting/hooks', {
      url: listener.url,
      events: ['repo:transfer'],
    });
    const { body: before } = await call(other, token, `${ALL}/price-library`);
    other.transfer('harbour-bikes', 'price-library', {
      workspace: 'adeyemi-consulting',
    });
    await other.deliveries.settled();
    const path = '/repositories/adeyemi-consulting/price-library';
    const { body: after } = await call(other, token, path);
    const gone = await call(other, token, `${ALL}/price-library`);
    await other.close();

    expect(after).toMatchObject({ uuid: before.uuid, project: { uuid } });
    expect(gone.status).toBe(404);
    expect(listener.payload('repo:transfer')).toMatchObject({
      actor: { nickname: 'olu' },
      repository: { full_name: 'adeyemi-consulting/price-library' },
      previous_workspace: { slug: 'harbour-bikes' },
    });
  });

  it('stay where they are without a valid transfer', () => {
    const move = (workspace: string, project?: string) => () =>
      stub.transfer('harbour-bikes', 'price-library', { workspace, project });

    expect(move('adeyemi-consulting')).toThrow('has no project');
    expect(move('nowhere')).toThrow('no workspace "nowhere"');
    expect(move('harbour-bikes')).toThrow('already has a repository');
  });

  it('are as in the seed after a reset', async () => {
    await create('new');
    await call(stub, owner, `${ALL}/booking-api`, { method: 'DELETE' });
    const snapshot = stub.snapshot();
    stub.reset();
    owner = await tokenOf(stub, 'mira_lindqvist');
    const reset = [await read('new'), await read('booking-api')];
    stub.restore(snapshot);
    owner = await tokenOf(stub, 'mira_lindqvist');
    const restored = [await read('new'), await read('booking-api')];

    expect(reset.map(each => each.status)).toEqual([404, 200]);
    expect(restored.map(each => each.status)).toEqual([200, 404]);
  });
});
