import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import {
  createHarness,
  type HarnessOptions,
  registerConsumer,
} from '../__testUtils__/createHarness';
import { FakeCatalog } from '../__testUtils__/FakeCatalog';
import { createForeign } from '../__testUtils__/startCatalog';

const seed = generateSeed({ members: 40, repositories: 0 });
const [{ slug, uuid }] = seed.workspaces;
const OTHER = '{99999999-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const KEY = 'catalog.providers.bitbucketWorkspace.main.workspace';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({ seed });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace: slug });
});
afterAll(() => stub.close());

/** Changes Bitbucket's response about the workspace. */
function answer(merge: JsonObject) {
  stub.faults.add({ path: '/2.0/workspaces/*', merge });
}

async function createSynced(options: Partial<HarnessOptions> = {}) {
  const harness = await createHarness({
    stub,
    ...options,
    config: { workspace: slug, ...options.config },
  });
  await harness.run();
  const { catalog, knex } = harness;
  const again = (config: JsonObject, others: Partial<HarnessOptions> = {}) =>
    createHarness({ stub, catalog, knex, ...others, config });
  return { ...harness, again };
}

function withForeignUsers(): FakeCatalog {
  const catalog = new FakeCatalog();
  stub.people.forEach((person, index) =>
    catalog.put(
      createForeign('User', `person-${index}`, {
        annotations: { 'bitbucket.org/user-id': person.uuid },
        spec: { profile: { email: person.emails[0].email } },
      }),
    ),
  );
  return catalog;
}

describe.each(['create', 'link'])('with people: %s', people => {
  it.each<[JsonObject, string]>([
    [
      { uuid: OTHER },
      `Bitbucket returned the uuid ${OTHER} for the workspace '${slug}', but earlier runs read ${uuid}. The slug may belong to another workspace now. If the workspace was actually replaced, set ${KEY} to '${OTHER}', and shrinkGuard.share to 1 until the next run.`,
    ],
    [
      { slug: 'somebody-else' },
      `Bitbucket returned the workspace 'somebody-else' in place of '${slug}'. If the workspace was renamed, set ${KEY} to the new slug, or to its uuid, which survives a rename.`,
    ],
    [{ uuid: OTHER, slug: 'somebody-else' }, `in place of '${slug}'`],
  ])('fails if Bitbucket responds with %p', async (merge, expected) => {
    const catalog = withForeignUsers();
    const { fail, run } = await createSynced({ catalog, config: { people } });
    const mutations = catalog.mutations.length;
    answer(merge);
    const { message } = await fail();
    expect(message).toContain('nothing in the catalog has changed');
    expect(message).toContain(expected);
    expect(catalog.mutations).toHaveLength(mutations);
    stub.faults.clear();
    expect(await run()).toContain('0 added, 0 changed, 0 removed');
  });
});

it('fails without a stored uuid if the Group has the name of another workspace', async () => {
  const { fail, knex, run } = await createSynced();
  await knex('bitbucket_workspace_subjects').delete();
  answer({ uuid: OTHER });
  expect((await fail()).message).toContain(
    `earlier runs read the workspace of the Group ${slug}-${uuid.slice(1, 9)}`,
  );
  stub.faults.clear();
  expect(await run()).toContain('0 changed');
  expect(
    await knex('bitbucket_workspace_subjects').where({ value: uuid }),
  ).toHaveLength(1);
});

it('fails without Groups of the workspace too', async () => {
  const { fail } = await createSynced({
    config: { groups: { workspace: false } },
  });
  answer({ uuid: OTHER });
  expect((await fail()).message).toContain(`earlier runs read ${uuid}`);
});

it('fails if the configured uuid differs from that of the response', async () => {
  const { again, catalog } = await createSynced();
  answer({ uuid: OTHER });
  const { fail } = await again({ workspace: uuid });
  expect((await fail()).message).toContain(
    `Bitbucket returned the workspace ${OTHER} in place of ${uuid}.`,
  );
  expect(catalog.mutations).toHaveLength(1);
});

it('accepts another slug if the uuid is configured', async () => {
  const { again } = await createSynced();
  answer({ slug: 'renamed' });
  const { run } = await again({ workspace: uuid });
  expect(await run()).toContain('0 removed, 0 held back');
});

it.each([true, false])(
  'accepts another workspace after the operator confirmed it twice; Users of other sources: %p',
  async isForeign => {
    const catalog = isForeign ? withForeignUsers() : undefined;
    answer({ uuid: OTHER });
    const { again, catalog: used, fail } = await createSynced({ catalog });
    stub.faults.clear();
    expect((await fail()).message).toContain(`earlier runs read ${OTHER}`);

    const before = used.refs;
    const careful = await again({ workspace: uuid });
    expect(await careful.run()).toContain('0 removed, 40 held back');
    expect(careful.lines.join('\n')).toContain(
      `group:default/${slug}-99999999 would become group:default/${slug}-${uuid.slice(
        1,
        9,
      )}, and 40 of 40 people would lose`,
    );
    expect(used.refs).toEqual(before);

    const allowed = await again({
      workspace: uuid,
      shrinkGuard: { share: 1 },
    });
    expect(await allowed.run()).toContain('0 held back');
    const next = await again({ workspace: slug });
    expect(await next.run()).toContain('0 added, 0 changed, 0 removed');
  },
);

it.each([true, false])(
  'holds back another ref of the Groups from a transformer; Users of other sources: %p',
  async isForeign => {
    const catalog = isForeign ? withForeignUsers() : undefined;
    const { again, catalog: used } = await createSynced({ catalog });
    const before = used.refs;
    const groupTransformer: HarnessOptions['groupTransformer'] = group => ({
      ...group,
      metadata: { ...group.metadata, name: `bb-${group.metadata.name}` },
    });
    const config = { workspace: slug };
    const now = await again(config, { groupTransformer });
    expect(await now.run()).toContain('0 changed, 0 removed, 40 held back');
    expect(now.lines.join('\n')).toMatch(
      /error: .*: group:default\/\S+ would become group:default\/bb-\S+, and 40 of 40 people would lose the permissions of the old ref\./,
    );
    expect(used.refs).toEqual(before);
    const shrinkGuard = { share: 1 };
    const allowed = await again(
      { ...config, shrinkGuard },
      { groupTransformer },
    );
    expect(await allowed.run()).toContain('0 held back');
    expect(used.refs).not.toEqual(before);
  },
);
