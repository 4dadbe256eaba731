import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { repository } from '../portal/repository';

const MCP = '/api/mcp-actions/v1';

/** The tools in the table of the documentation. */
const documented = [
  ...readFileSync(
    join(repository, 'docs/operate/ai-assistants.md'),
    'utf8',
  ).matchAll(/^\| `([a-z-]+\.[a-z-]+)`/gm),
].map(([, name]) => name);

test('an AI assistant with the token of a user acts as this user, with the documented tools', async ({
  openPortalAs,
  page,
  request,
}) => {
  // An administrator, who has all tools
  await openPortalAs('Mira Lindqvist');
  const refreshed = page.waitForResponse(/\/api\/auth\/bitbucket\/refresh/);
  await page.reload();
  const { backstageIdentity } = await (await refreshed).json();
  const call = async (method: string, params: object = {}) => {
    const response = await request.post(MCP, {
      headers: {
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${backstageIdentity.token}`,
      },
      data: { jsonrpc: '2.0', id: 1, method, params },
    });
    const [, message] = /^data: (.*)$/m.exec(await response.text()) ?? [];
    return JSON.parse(message).result;
  };

  const { tools } = await call('tools/list');
  expect(tools.map(({ name }: { name: string }) => name).sort()).toEqual(
    documented.sort(),
  );
  const { content } = await call('tools/call', {
    name: 'auth.who-am-i',
    arguments: {},
  });
  expect(content[0].text).toContain('user:default/mira.lindqvist');
});

test('an AI assistant without a token is rejected', async ({ request }) => {
  const response = await request.post(MCP, { data: {} });
  expect(response.status()).toBe(401);
});
