import { readFileSync } from 'node:fs';
import { call, tokenOf } from '../__testUtils__/restClient';
import type { StubContext } from '../context';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import { createAuthorizeRoutes } from '../oauth/authorizeRoutes';
import { createTokenRoutes } from '../oauth/tokenRoutes';
import { REMOVED_ENDPOINTS } from '../rest/endpoints';
import { createRestRoutes } from '../rest/routes';
import { createArchiveRoutes } from '../web/archiveRoutes';
import { createGitRoutes } from '../web/gitRoutes';
import { OpenApi } from '../__testUtils__/OpenApi';

interface Row {
  method: string;
  path: string;
  support: string;
}

const DOCUMENT = process.env.BITBUCKET_OPENAPI;
const ROWS = readMatrix();
const isThere = ({ support }: Row) => /^(supported|partial: .+)$/.test(support);
const isRemoved = ({ support }: Row) => support === 'removed: 410';
const spell = ({ method, path }: Row) => `${method} ${path}`;

function readMatrix(): Row[] {
  const readme = readFileSync(require.resolve('../../README.md'), 'utf8');
  const [, section = ''] = /\n## Endpoints\n(.*?)(\n## |$)/s.exec(readme) ?? [];
  const rows = section.matchAll(/^\| `([A-Z]+) (\S+)` +\| (.+?) +\|$/gm);
  return [...rows].map(([, method, path, support]) => ({
    method,
    path,
    support,
  }));
}

// Returns Hono's routes, in the spelling of the matrix.
function registered(): string[] {
  const context = { dialect: 'current' } as StubContext;
  const prefix = (path: string) => (route: { method: string; path: string }) =>
    `${route.method} ${path}${route.path}`
      .replace(/\{\.[+*]\}/g, '')
      .replace(/:(\w+)/g, '{$1}');
  const all = [
    ...createAuthorizeRoutes(context).routes.map(prefix('/site/oauth2')),
    ...createTokenRoutes(context).routes.map(prefix('/site/oauth2')),
    ...createRestRoutes(context).routes.map(prefix('/2.0')),
    ...createArchiveRoutes(context).routes.map(prefix('')),
    ...createGitRoutes(context).routes.map(prefix('')),
  ];
  return [...new Set(all)];
}

describe('the matrix of endpoints in the README', () => {
  it('names each endpoint once, with its support', () => {
    const names = ROWS.map(spell);

    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names).size).toBe(names.length);
    expect(
      ROWS.filter(
        row =>
          !isThere(row) && !isRemoved(row) && row.support !== 'not started',
      ),
    ).toEqual([]);
  });

  it('has a route for each supported endpoint, and lists each route', () => {
    // The root of a repository's files has two spellings.
    const routes = registered().filter(
      route => !/^ALL /.test(route) && !/\/src\/\{commit\}$/.test(route),
    );

    expect(ROWS.filter(isThere).map(spell).sort()).toEqual(routes.sort());
  });

  it('lists each removed endpoint', () => {
    expect(ROWS.filter(isRemoved).map(spell).sort()).toEqual(
      REMOVED_ENDPOINTS.map(path => `GET /2.0${path}`).sort(),
    );
  });

  it('responds with 501 for the other endpoints', async () => {
    const stub = await createBitbucketCloudStub();
    const token = await tokenOf(stub, 'mira_lindqvist');
    const others = ROWS.filter(row => row.support === 'not started');
    const statuses = await Promise.all(
      others.map(async row => {
        const path = row.path.slice(4).replace(/\{\w+\}/g, 'x');
        const { status } = await call(stub, token, path, {
          method: row.method,
        });
        return `${spell(row)} ${status}`;
      }),
    );
    await stub.close();

    expect(others.length).toBeGreaterThan(20);
    expect(statuses).toEqual(others.map(row => `${spell(row)} 501`));
  });
});

const whenThere = DOCUMENT === undefined ? describe.skip : describe;

whenThere('the matrix and Atlassian (needs BITBUCKET_OPENAPI)', () => {
  it('has operations that Atlassian documents', () => {
    const openApi = new OpenApi(DOCUMENT!);
    const unknown = ROWS.filter(
      ({ method, path }) =>
        path.startsWith('/2.0/') &&
        !openApi.hasOperation(method, path.slice(4)),
    );

    expect(unknown).toEqual([]);
  });
});
