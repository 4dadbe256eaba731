import { createGzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { Hono } from 'hono';
import { pack } from 'tar-stream';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { sendNotImplemented } from '../rest/errors';
import type { Commit } from '../store/Commit';
import { findWebRepository, refuseWeb } from './findWebCaller';

/** The downloads of a whole repository, which Bitbucket has on its website only. */
export function createArchiveRoutes(context: StubContext): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.get('/:workspace/:slug/get/:name{.+}', async c => {
    const found = findWebRepository(c, context, 'repository');
    if ('status' in found) {
      return refuseWeb(c, found);
    }
    const { repository } = found;
    const name = c.req.param('name');
    const [, revision, format] =
      /^(.+?)\.(tar\.gz|tgz|tar\.bz2|zip)$/.exec(name) ?? [];
    if (format === 'zip' || format === 'tar.bz2') {
      return sendNotImplemented(c, `archives in the format ${format}`);
    }
    const commit =
      revision === undefined
        ? undefined
        : context.store.repositories.findCommit(repository, revision);
    if (!commit) {
      return c.text('Archive not found', 404);
    }
    const { workspace, slug } = repository;
    const folder = `${workspace}-${slug}-${commit.hash.slice(0, 12)}`;
    return c.body(new Uint8Array(await createArchive(commit, folder)), 200, {
      'Content-Type': 'application/x-gzip',
      'Content-Disposition': `attachment; filename="${folder}.tar.gz"`,
    });
  });

  return routes;
}

function createArchive(
  { files, date }: Commit,
  folder: string,
): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date(date);
  for (const [path, { data, mode }] of files) {
    const name = `${folder}/${path}`;
    if (mode === '120000') {
      const linkname = data.toString();
      archive.entry({ name, mtime, type: 'symlink', linkname });
    } else {
      archive.entry(
        { name, mtime, mode: mode === '100755' ? 0o775 : 0o664 },
        data,
      );
    }
  }
  archive.finalize();
  return buffer(archive.pipe(createGzip()));
}
