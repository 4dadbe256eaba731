import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { contextWith } from '../__testUtils__/resolverContext';
import { createUser } from '../__testUtils__/startPortal';
import { limitLookup } from './resolverContext';

const TEAM = { 'example.com/team': 'blue' };

function setUp() {
  const catalog = catalogServiceMock({
    entities: [
      createUser('mira', { 'example.com/id': '1', ...TEAM }),
      createUser('tomas', { 'example.com/id': '2', ...TEAM }),
      createUser('ines', TEAM),
      {
        ...createUser('robot', { 'example.com/id': '1' }),
        kind: 'Component',
      },
    ],
  });
  const getEntities = jest.spyOn(catalog, 'getEntities');
  const own = contextWith({});
  const ctx = limitLookup(own, { auth: mockServices.auth(), catalog });
  const find = async (filter: any) =>
    (await ctx.findCatalogUser({ filter })).entity.metadata.name;
  return { ctx, own, getEntities, find };
}

const id = (ids: string | string[]) => ({
  'metadata.annotations.example.com/id': ids,
});

describe('limitLookup', () => {
  it('finds the only matching user, and reads at most two entities', async () => {
    const { getEntities, find } = setUp();
    expect(await find(id('1'))).toBe('mira');
    expect(await find(id(['2', '3']))).toBe('tomas');
    expect(getEntities).toHaveBeenLastCalledWith(
      { filter: [{ ...id(['2', '3']), kind: 'user' }], limit: 2 },
      { credentials: expect.anything() },
    );
  });

  it('accepts several filters, and another kind if a filter names it', async () => {
    const { find } = setUp();
    expect(await find([id('3'), id('2')])).toBe('tomas');
    expect(await find({ ...id('1'), Kind: 'Component' })).toBe('robot');
  });

  it('rejects two matches and no match', async () => {
    const { find } = setUp();
    await expect(
      find({ 'metadata.annotations.example.com/team': 'blue' }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^The account matches user:default\/\w+ and user:default\/\w+\.$/,
      ),
    });
    await expect(find(id('3'))).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it("passes other calls to Backstage's own context", async () => {
    const { ctx, own, getEntities } = setUp();
    const query = { entityRef: { name: 'mira' } };
    await ctx.findCatalogUser(query);
    expect(own.findCatalogUser).toHaveBeenCalledWith(query);
    await ctx.findCatalogUser({ annotations: { 'example.com/id': '1' } });
    expect(own.findCatalogUser).toHaveBeenCalledTimes(2);
    const both = { ...query, filter: id('2') };
    await ctx.findCatalogUser(both);
    expect(own.findCatalogUser).toHaveBeenLastCalledWith(both);
    expect(getEntities).not.toHaveBeenCalled();
  });
});
