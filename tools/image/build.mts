// Builds the container image with the available engine: Docker, Podman or Buildah.
import { readCommandLine } from '../lib/commandLine.mts';
import { buildImage, findEngine } from './engine.mts';

const help = `Usage: yarn image:build [--tag NAME]

Builds the container image with Docker, Podman or Buildah.

  --tag NAME  default: portal:latest`;

const { values } = readCommandLine(help, {
  options: { tag: { type: 'string', default: 'portal:latest' } },
});
const engine = findEngine();
if (engine) {
  process.exitCode = await buildImage(engine, values.tag);
} else {
  console.error(
    'No container engine works on this machine: start Docker, or install Podman or Buildah.',
  );
  process.exitCode = 1;
}
