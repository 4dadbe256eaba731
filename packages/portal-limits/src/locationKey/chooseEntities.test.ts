import { chooseEntities } from './chooseEntities';

const REPOSITORIES = 'https://bitbucket.org/acme';

function entityOf(name?: string, owner?: string) {
  return {
    apiVersion: '1',
    kind: 'Component',
    metadata: { name: name! },
    spec: { owner },
  };
}

function resultOf(file: string, name?: string, owner?: string) {
  return {
    type: 'entity' as const,
    entity: entityOf(name, owner),
    location: { type: 'url', target: `${REPOSITORIES}/${file}` },
  };
}

const stored = (path?: string, owner?: string) => async () => {
  const file = `url:${REPOSITORIES}/${path}`;
  return new Map(
    path
      ? [['component:default/a', { file, entity: entityOf('a', owner) }]]
      : [],
  );
};

describe('chooseEntities', () => {
  it('does not search for entities that only one file contains', async () => {
    const results = [
      resultOf('one.yaml', 'a'),
      resultOf('two.yaml', 'b'),
      resultOf('two.yaml'),
      resultOf('two.yaml'),
    ];
    const findStored = jest.fn();
    expect(await chooseEntities(results, findStored)).toEqual({
      chosen: results,
      refused: [],
    });
    expect(findStored).not.toHaveBeenCalled();
  });

  it.each([
    ['the first file', undefined, 0],
    ['the file that provided it', 'fleet/b.yaml', 1],
    ['another file of the repository that provided it', 'booking/old.yaml', 2],
    ['the first of several equally near files', 'other/old.yaml', 0],
  ])('assigns an entity to %s', async (_, file, index) => {
    const results = [
      resultOf('fleet/a.yaml', 'a'),
      resultOf('fleet/b.yaml', 'A'),
      resultOf('booking/new.yaml', 'a'),
    ];
    const { chosen, refused } = await chooseEntities(results, stored(file));
    expect(chosen).toEqual([results[index]]);
    expect(refused).toEqual(
      results
        .filter(each => each !== results[index])
        .map(result => ({
          result,
          chosenFile: results[index].location.target,
        })),
    );
  });

  it.each([
    ['of the same owner, wherever it is', 'pay/old.yaml', 'Booking', 2],
    [
      'with the most similar path, among those of its owner',
      'pay/o',
      'fleet',
      1,
    ],
    ['that provided it, although the owner changed', 'a.yaml', 'none', 0],
    ['with the most similar path, if the owner changed', 'pay/o', 'none', 1],
  ])('assigns an entity to the file %s', async (_, file, owner, index) => {
    const results = [
      resultOf('a.yaml', 'a', 'fleet'),
      resultOf('pay/b.yaml', 'a', 'fleet'),
      resultOf('services/c.yaml', 'a', 'booking'),
    ];
    const { chosen } = await chooseEntities(results, stored(file, owner));
    expect(chosen).toEqual([results[index]]);
  });

  it.each([
    ['group:default/booking', 'booking'],
    ['booking', 'Group:booking'],
  ])(
    'treats the owner %s as equal to %s',
    async (spelling, spellingOfBefore) => {
      const results = [
        resultOf('squat.yaml', 'a', spellingOfBefore),
        resultOf('pay/new.yaml', 'a', spelling),
      ];
      const { chosen } = await chooseEntities(
        results,
        stored('pay/old.yaml', spellingOfBefore),
      );
      expect(chosen).toEqual([results[1]]);
    },
  );
});
