import {
  ALL_SCOPES,
  call,
  send,
  sendWith,
  tokenOf,
} from '../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';
const RESTRICTIONS = `${REPOSITORY}/branch-restrictions`;

describe('the settings and statuses of branches', () => {
  let stub: BitbucketCloudStub;
  let owner: string;
  let member: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
    owner = await tokenOf(stub, 'mira_lindqvist');
    member = await tokenOf(stub, 'samferreira');
  });

  afterAll(async () => {
    await stub.close();
  });

  it('show restrictions to administrators only', async () => {
    const { body } = await call(stub, owner, `${RESTRICTIONS}?kind=push`);

    expect(body.values).toMatchObject([{ kind: 'push', pattern: 'main' }]);
    expect((await call(stub, member, RESTRICTIONS)).status).toBe(403);
  });

  it('create, change and remove restrictions', async () => {
    const fields = {
      kind: 'require_approvals_to_merge',
      pattern: 'x',
      value: 2,
    };
    const { body } = await send(stub, owner, RESTRICTIONS, fields);
    const one = `${RESTRICTIONS}/${body.id}`;
    const put = sendWith('PUT', stub, owner);
    const changed = await put(one, { ...fields, value: 3 });
    const removed = await call(stub, owner, one, { method: 'DELETE' });
    const invalid = await put(`${RESTRICTIONS}/1`, { kind: 'nothing' });

    expect(changed.body).toMatchObject({ id: body.id, value: 3 });
    expect(removed.status).toBe(204);
    expect((await call(stub, owner, one)).status).toBe(404);
    expect(invalid.status).toBe(400);
  });

  it('replace a build status with the same key', async () => {
    const path = `${REPOSITORY}/commit/main/statuses`;
    const status = {
      key: 'LINT',
      state: 'INPROGRESS',
      url: 'https://ci.example',
    };
    await send(stub, owner, `${path}/build`, status);
    await send(stub, owner, `${path}/build`, { ...status, state: 'FAILED' });
    const { body } = await call(stub, owner, `${path}?q=key="LINT"`);
    const foreign = await send(stub, member, `${path}/build`, status);

    expect(body.values).toMatchObject([{ key: 'LINT', state: 'FAILED' }]);
    expect(foreign.status).toBe(403);
  });

  it.each(['pullrequests', 'pipelines', 'deployments', 'environments'])(
    'hide the %s of a private repository from others, and require the scope',
    async kind => {
      const outsider = await tokenOf(stub, 'kitmarlowe');
      const scopes = ALL_SCOPES.filter(each => !/^pipe|^pull/.test(each));
      const unscoped = await tokenOf(stub, 'mira_lindqvist', scopes);
      const path = `${REPOSITORY}/${kind}`;

      expect((await call(stub, outsider, path)).status).toBe(404);
      expect((await call(stub, unscoped, path)).status).toBe(403);
      expect((await call(stub, member, path)).status).toBe(200);
    },
  );

  it('show deployments of three environments, the latest ones last', async () => {
    const environments = await call(stub, member, `${REPOSITORY}/environments`);
    const [{ uuid }] = environments.body.values;
    const path = `${REPOSITORY}/deployments?environment=${encodeURIComponent(
      uuid,
    )}&sort=-number&pagelen=1`;
    const { body } = await call(stub, member, path);

    expect(
      environments.body.values.map((each: { name: string }) => each.name),
    ).toEqual(['Test', 'Staging', 'Production']);
    expect(body.values[0].environment.uuid).toBe(uuid);
    expect(body.values[0].number).toBeGreaterThan(10);
  });
});
