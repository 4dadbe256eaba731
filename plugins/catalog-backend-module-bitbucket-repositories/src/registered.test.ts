import { createOldModule } from './__testUtils__/createOldModule';
import {
  repository,
  startRepositories,
  startStub,
} from './__testUtils__/startRepositories';

it('leaves a file to another source that already has it, and adds the file after the other source removed it', async () => {
  const stub = await startStub([repository(1)]);
  const other = createOldModule(['repo-1']);
  const portal = await startRepositories({ stub, features: [other.feature] });
  await portal.run();
  await portal.untilComponents('repo-1');
  expect(await portal.run()).toContain('0 added, 0 changed');

  await other.send([]);
  await portal.untilComponents();
  expect(await portal.run()).toContain('0 read, 1 unchanged');
  await portal.untilComponents('repo-1');
  expect(await portal.run()).toContain('0 added, 0 changed');
  await portal.backend.stop();
  await stub.close();
});
