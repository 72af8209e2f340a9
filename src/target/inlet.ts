import type { Readable } from 'node:stream';

/** What came is no HTTP; undici's parser calls it so too. */
export class NoHttp extends Error {
  readonly code = 'HPE_INVALID';
}
/** The other side stopped in the middle. */
class BrokenOff extends Error {
  readonly code = 'UND_ERR_SOCKET';
}
/** A line is longer than it may be. */
export class TooLong extends Error {
  readonly code = 'UND_ERR_HEADERS_OVERFLOW';
}

/** Bytes as they come in, read by line or by number. */
export class Inlet {
  readonly #chunks: AsyncIterator<Buffer>;
  #kept: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#kept = this.#kept.length === 0 ? next.value : Buffer.concat([this.#kept, next.value]);
    return true;
  }

  /** Without its end; a bare line feed ends it as well (RFC 9112 section 2.2). */
  async line(bytesMax: number): Promise<string> {
    for (;;) {
      const end = this.#kept.indexOf(10);
      if (end !== -1) {
        const text = this.#kept.toString('latin1', 0, end).replace(/\r$/, '');
        this.#kept = this.#kept.subarray(end + 1);
        return text;
      }
      if (this.#kept.length > bytesMax) throw new TooLong();
      if (!(await this.#more())) throw this.#kept.length === 0 ? new BrokenOff() : new NoHttp();
    }
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      if (this.#kept.length === 0 && !(await this.#more())) throw new BrokenOff();
      const part = this.#kept.subarray(0, left);
      this.#kept = this.#kept.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async *rest(): AsyncGenerator<Buffer> {
    do {
      const part = this.#kept;
      this.#kept = Buffer.alloc(0);
      if (part.length > 0) yield part;
    } while (await this.#more());
  }
}
