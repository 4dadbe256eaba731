import { readArguments } from './readArguments';

describe('the arguments of the backend', () => {
  it.each([
    [[], { doctor: false, connect: false, help: false }],
    [['--config', 'a.yaml', '--config=b.yaml'], { doctor: false }],
    [['--doctor'], { doctor: true, connect: false }],
    [['--doctor', '--connect', '--config', 'a.yaml'], { connect: true }],
    [['--help'], { help: true }],
  ])('%j are read', (args, expected) => {
    expect(readArguments(args, true)).toMatchObject(expected);
  });

  it.each([
    [['--doctor', '--conect'], "Unknown option '--conect'."],
    [['--cofnig', 'a.yaml'], "Unknown option '--cofnig'."],
    [['doctor'], "Unexpected argument 'doctor'."],
    [['--config'], "Option '--config <value>' argument missing."],
    [['--connect'], '--connect requires --doctor.'],
  ])('%j are rejected', (args, sentence) => {
    expect(() => readArguments(args, true)).toThrow(new Error(sentence));
  });

  it('can be those of backstage-cli in development', () => {
    const args = ['--require', './hook.cjs', '--config', 'a.yaml'];
    expect(readArguments(args, false)).toMatchObject({ doctor: false });
    expect(() => readArguments([...args, '--doctor'], false)).toThrow(
      "Unknown option '--require'.",
    );
  });
});
