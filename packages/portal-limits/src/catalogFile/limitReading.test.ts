import { processingResult } from '@backstage/plugin-catalog-node';
import { standardLimits } from '../limits/limits';
import { limitReading } from './limitReading';
import { ReadingBudget } from './ReadingBudget';

const limits = {
  ...standardLimits,
  'location.size': 1_000,
  'location.entities': 3,
  'location.placeholders': 3,
};
const location = { type: 'url', target: 'https://example.com/a.yaml' };
const entityOf = (title: string) =>
  processingResult.entity(location, {
    apiVersion: 'v1',
    kind: 'Component',
    metadata: { name: 'a', title },
  });

function start() {
  const emit = jest.fn();
  const parse = jest.fn();
  const limited = limitReading({
    budget: new ReadingBudget(limits),
    emit,
    async *parser() {
      parse();
      yield entityOf('a');
    },
  });
  const read = async (bytes: number) => {
    const data = Buffer.alloc(bytes);
    for await (const result of limited.parser({ data, location })) {
      limited.emit(result);
    }
  };
  return { emit, limited, parse, read };
}

describe('limitReading', () => {
  it('does not parse a file that exceeds the total size', async () => {
    const { emit, parse, read } = start();
    await read(500);
    await read(500);
    await expect(read(1)).rejects.toThrow(
      'The files of the location have more than 1,000 bytes in total. Split it into several locations, and register each of them. An administrator can change backend.limits.location.size.',
    );
    expect(parse).toHaveBeenCalledTimes(2);
    expect(emit).toHaveBeenCalledTimes(2);
  });

  it('does not emit more entities than the limit', async () => {
    const { emit, read } = start();
    await read(1);
    await read(1);
    await read(1);
    await expect(read(1)).rejects.toThrow('more than 3 entities in total');
    expect(emit).toHaveBeenCalledTimes(3);
  });

  it('counts the entities of a file that has not changed', () => {
    const { limited } = start();
    limited.emit(entityOf('x'.repeat(600)));
    expect(() => limited.emit(entityOf('x'.repeat(600)))).toThrow(
      'more than 1,000 bytes in total',
    );
  });

  it('counts placeholders, including those of a file that has not changed', () => {
    const { emit, limited } = start();
    const entity = {
      apiVersion: 'v1',
      kind: 'API',
      metadata: { name: 'a' },
      spec: {
        text: { $text: './a' },
        list: [{ $json: './a' }, { $: 1, b: 2 }],
      },
    };
    limited.emit(processingResult.entity(location, entity));
    expect(() =>
      limited.emit(processingResult.entity(location, entity)),
    ).toThrow(
      'The files of the location have more than 3 placeholders in total',
    );
    expect(emit).toHaveBeenCalledTimes(1);
  });

  it('does not emit more than 100 errors', () => {
    const { emit, limited } = start();
    const error = processingResult.generalError(location, 'No map.');
    for (let count = 0; count < 100; count++) {
      limited.emit(error);
    }
    expect(() => limited.emit(error)).toThrow(
      'The files of the location have more than 100 errors in total. Correct them.',
    );
    expect(emit).toHaveBeenCalledTimes(100);
  });

  it('shortens the messages of errors', () => {
    const { emit, limited } = start();
    limited.emit(processingResult.inputError(location, 'x'.repeat(5_000)));
    const [[{ error }]] = emit.mock.calls;
    expect(error.name).toBe('InputError');
    expect(error.message).toMatch(/^x{4000}… The portal has shortened/);
  });
});
