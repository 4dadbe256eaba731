import { anonymous, user } from './__testUtils__/administrators';
import {
  startRepositories,
  startStub,
} from './__testUtils__/startRepositories';

describe('without a provider', () => {
  it.each([
    ['conflicts/component/default/booking', { conflicts: [] }],
    ['import/candidates', { items: [] }],
    ['ingestion/bitbucketRepositories', { states: [] }],
  ])('the route %s has an empty response for users', async (path, body) => {
    const stub = await startStub([]);
    const { backend, catalogUrl } = await startRepositories({
      stub,
      isWithoutProvider: true,
    });
    const get = (headers: { authorization: string }) =>
      fetch(`${catalogUrl}/bitbucket/${path}`, { headers });
    const response = await get(user);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(body);
    expect((await get(anonymous)).status).toBe(401);
    await backend.stop();
    await stub.close();
  });
});
