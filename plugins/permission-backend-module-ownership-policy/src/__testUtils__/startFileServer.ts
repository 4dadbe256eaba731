import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Serves catalog files over HTTP. */
export interface FileServer {
  /** For example `localhost:1234`. */
  host: string;
  /** Serves these entities at a path, and returns the URL. */
  serve(path: string, ...entities: object[]): string;
  /** Returns the URL of a path that may not exist. */
  urlOf(path: string): string;
  close(): void;
}

export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, string>();
  const server = createServer((req, res) => {
    const file = files.get(req.url!);
    if (file === undefined) {
      res.writeHead(404).end();
      return;
    }
    res.setHeader('content-type', 'application/yaml').end(file);
  });
  await new Promise<void>(resolve => server.listen(0, resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const urlOf = (path: string) => `http://${host}${path}`;
  return {
    host,
    urlOf,
    serve(path, ...entities) {
      files.set(
        path,
        entities.map(each => JSON.stringify(each)).join('\n---\n'),
      );
      return urlOf(path);
    },
    close: () => server.close(),
  };
}

/** Builds a Component for {@link FileServer.serve}. */
export function component(name: string, owner?: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type: 'service', lifecycle: 'production', owner },
  };
}

/** Builds a Group, an entity without an owner. */
export function group(name: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name },
    spec: { type: 'team', children: [] },
  };
}

/** Builds a Location with relative targets. */
export function locationOf(name: string, ...targets: string[]) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Location',
    metadata: { name },
    spec: { targets },
  };
}
