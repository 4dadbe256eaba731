import { gzipSync } from 'node:zlib';

/** Writes a tar archive: https://www.gnu.org/software/tar/manual/html_node/Standard.html */
export class TarPack {
  readonly #blocks: Buffer[] = [];

  add(name: string, text: string) {
    if (name.length > 100) {
      // In the format of GNU tar.
      this.#add('././@LongLink', 'L', name);
    }
    this.#add(name.slice(0, 100), '0', text);
  }

  #add(name: string, type: string, text: string) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write(`        ${type}`, 148);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    this.#blocks.push(header, body);
  }

  end(): Buffer<ArrayBuffer> {
    return gzipSync(Buffer.concat([...this.#blocks, Buffer.alloc(1024)]));
  }
}
