import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository } from '../portal/repository';

/** A line of the banner, with a user of the catalog who has an account at the stub. */
const userInBanner = /The portal is ready after[^]*?^ {2}(\S.*?) {2,}user:/m;

/** Runs `yarn dev` or `yarn demo` while `use` runs, which receives a user of the catalog with an account at the stub. */
export async function runCommand(
  name: 'dev' | 'demo',
  use: (person: string) => Promise<void>,
): Promise<void> {
  const session = spawn(
    process.execPath,
    [join(repository, `tools/dev/${name}.mts`)],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(session, 'exit');
  let output = '';
  const ready = new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk;
      const [, person] = userInBanner.exec(output) ?? [];
      if (person) {
        resolve(person);
      }
    };
    session.stdout.on('data', listen);
    session.stderr.on('data', listen);
    ended.then(() => reject(new Error(`yarn ${name} ended:\n${output}`)));
  });
  try {
    await use(await ready);
  } finally {
    session.kill('SIGTERM');
    await ended;
  }
}
