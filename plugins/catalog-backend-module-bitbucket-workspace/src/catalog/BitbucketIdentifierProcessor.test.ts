import { BitbucketIdentifierProcessor } from './BitbucketIdentifierProcessor';
import { createForeign } from '../__testUtils__/startCatalog';

const UUID = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

async function process(
  annotations: Record<string, unknown>,
  kind: 'User' | 'Group' = 'User',
) {
  const entity = createForeign(kind, 'mira', {
    annotations: annotations as Record<string, string>,
    spec: { profile: { email: ' mira@x.example\n', displayName: ' Mira ' } },
  });
  const result = await new BitbucketIdentifierProcessor().preProcessEntity(
    entity,
  );
  return { entity, result };
}

it.each([
  ['bitbucket.org/user-id', ` ${UUID}\n`, UUID],
  ['bitbucket.org/user-id', `{ ${UUID.slice(1, -1)} }`, UUID],
  ['bitbucket.org/user-id', `\u00a0${UUID.slice(1, -1)}`, UUID.slice(1, -1)],
  ['bitbucket.org/account-id', ' 712020:6f1d ', '712020:6f1d'],
  ['bitbucket.org/username', '\tmira', 'mira'],
])('removes spaces around %s: %j', async (name, value, expected) => {
  const { entity, result } = await process({ [name]: value, other: ' x ' });
  expect(result.metadata.annotations).toEqual({
    ...entity.metadata.annotations,
    [name]: expected,
  });
});

it.each(['', ' \n'])('removes the empty annotation %j', async value => {
  const { result } = await process({ 'bitbucket.org/user-id': value });
  expect(result.metadata.annotations).not.toHaveProperty([
    'bitbucket.org/user-id',
  ]);
});

it('handles many spaces in linear time', async () => {
  const value = `{a${' '.repeat(200_000)}b`;
  const start = performance.now();
  const { result } = await process({ 'bitbucket.org/user-id': value });
  expect(performance.now() - start).toBeLessThan(500);
  expect(result.metadata.annotations).toHaveProperty(
    ['bitbucket.org/user-id'],
    value,
  );
});

it('removes spaces around the address, and around no other field', async () => {
  const { result } = await process({});
  expect(result.spec?.profile).toEqual({
    email: 'mira@x.example',
    displayName: ' Mira ',
  });
});

it('requests quotes if the uuid is a map', async () => {
  await expect(
    process({ 'bitbucket.org/user-id': { [UUID.slice(1, -1)]: null } }),
  ).rejects.toThrow(
    'The annotation bitbucket.org/user-id of user:default/mira is not a text. Write its value in quotes, because {…} without quotes is a map in YAML.',
  );
});

it('does not change entities of other kinds', async () => {
  const { entity, result } = await process(
    { 'bitbucket.org/user-id': ' x ' },
    'Group',
  );
  expect(result).toBe(entity);
});
