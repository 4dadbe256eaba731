import { chooseEntities } from './chooseEntities';

const REPOSITORIES = 'https://bitbucket.org/acme';

function resultOf(file: string, name?: string) {
  return {
    type: 'entity' as const,
    entity: { apiVersion: '1', kind: 'Component', metadata: { name: name! } },
    location: { type: 'url', target: `${REPOSITORIES}/${file}` },
  };
}

const stored = (file?: string) => async () =>
  new Map(file ? [['component:default/a', `url:${REPOSITORIES}/${file}`]] : []);

describe('chooseEntities', () => {
  it('does not look for entities that one file has', async () => {
    const results = [
      resultOf('one.yaml', 'a'),
      resultOf('two.yaml', 'b'),
      resultOf('two.yaml'),
      resultOf('two.yaml'),
    ];
    const findFiles = jest.fn();
    expect(await chooseEntities(results, findFiles)).toEqual({
      chosen: results,
      refused: [],
    });
    expect(findFiles).not.toHaveBeenCalled();
  });

  it.each([
    ['the first file', undefined, 0],
    ['the file that brought it', 'fleet/b.yaml', 1],
    ['another file of the repository that brought it', 'booking/old.yaml', 2],
    ['the first file of several that are equally near', 'other/old.yaml', 0],
  ])('gives an entity to %s', async (_, file, index) => {
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
});
