// Builds the container image with what this machine has: Docker, Podman or Buildah.
import { parseArgs } from 'node:util';
import { buildImage, findEngine } from './engine.mts';

const { values } = parseArgs({
  options: { tag: { type: 'string', default: 'portal:latest' } },
});
const engine = findEngine();
if (engine) {
  process.exitCode = await buildImage(engine, values.tag);
} else {
  console.error(
    'No program that builds images works here: start Docker, or install Podman or Buildah.',
  );
  process.exitCode = 1;
}
