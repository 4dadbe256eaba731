/** Fails each test of a file during which a promise is rejected and not handled. */
export function failOnUnhandledRejections() {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => {
    unhandled.push(reason);
  };

  beforeAll(() => {
    process.on('unhandledRejection', note);
  });

  afterEach(() => {
    const [cause] = unhandled.splice(0);
    if (cause !== undefined) {
      throw new Error('A rejection was not handled', { cause });
    }
  });

  afterAll(() => {
    process.off('unhandledRejection', note);
  });
}
