import { execFileSync } from 'node:child_process';

/** Runs Buildah and gives what it prints; its errors go to this terminal. */
export function buildah(...args: string[]): string {
  return execFileSync('buildah', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  }).trim();
}

/** A built image, with its files in a folder of this machine. */
export class Image {
  readonly #container: string;
  /** The folder that is its root. */
  readonly tree: string;
  /** Environment, command, user and folder, as the Dockerfile sets them. */
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

  /** Of all its files, uncompressed. */
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
