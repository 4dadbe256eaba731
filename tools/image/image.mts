import { execFileSync } from 'node:child_process';

/** Runs Buildah and returns its output; its errors go to this terminal. */
export function buildah(...args: string[]): string {
  return execFileSync('buildah', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  }).trim();
}

/** A built image, with its files in a folder. */
export class Image {
  readonly #container: string;
  /** The root folder of the image. */
  readonly tree: string;
  /** Environment, command, user and folder from the Dockerfile. */
  readonly config: {
    Env: string[];
    Cmd: string[];
    User: string;
    WorkingDir: string;
  };

  private constructor(tag: string) {
    this.#container = buildah('from', '--pull-never', tag);
    this.tree = buildah('mount', this.#container);
    const { OCIv1 } = JSON.parse(buildah('inspect', '--type', 'image', tag));
    this.config = OCIv1.config;
  }

  static open(tag: string): Image {
    return new Image(tag);
  }

  /** Size of all its files, uncompressed. */
  megabytes(): number {
    const [bytes] = execFileSync('du', ['--summarize', '--bytes', this.tree], {
      encoding: 'utf8',
    }).split('\t');
    return Math.round(Number(bytes) / 1_000_000);
  }

  close(): void {
    buildah('umount', this.#container);
    buildah('rm', this.#container);
  }
}
