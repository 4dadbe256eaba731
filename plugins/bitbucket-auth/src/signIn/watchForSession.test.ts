import { watchForSession } from './watchForSession';

const ask = jest.fn<Promise<string | undefined>, []>();
const onSession = jest.fn();

function setVisibility(state: DocumentVisibilityState) {
  jest.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
}

describe('watchForSession', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.resetAllMocks();
    ask.mockResolvedValue(undefined);
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('sends a request immediately and then every two seconds, and signs in the user as soon as there is a session', async () => {
    watchForSession(ask, onSession);
    expect(ask).toHaveBeenCalledTimes(1);

    await jest.advanceTimersByTimeAsync(4_000);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(onSession).not.toHaveBeenCalled();

    ask.mockResolvedValue('session');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(onSession).toHaveBeenCalledWith('session');

    await jest.advanceTimersByTimeAsync(60_000);
    window.dispatchEvent(new Event('focus'));
    expect(ask).toHaveBeenCalledTimes(4);
    expect(onSession).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stops after two minutes, until the user returns to the page', async () => {
    const stop = watchForSession(ask, onSession);

    await jest.advanceTimersByTimeAsync(600_000);
    expect(ask.mock.calls.length).toBeGreaterThanOrEqual(60);
    expect(ask.mock.calls.length).toBeLessThanOrEqual(61);
    expect(jest.getTimerCount()).toBe(0);

    ask.mockResolvedValue('session');
    window.dispatchEvent(new Event('focus'));
    await jest.advanceTimersByTimeAsync(0);
    expect(onSession).toHaveBeenCalledWith('session');
    stop();
  });

  it('sends no request while the page is hidden, but sends one immediately when it is shown', async () => {
    setVisibility('hidden');
    const stop = watchForSession(ask, onSession);
    await jest.advanceTimersByTimeAsync(10_000);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(ask).not.toHaveBeenCalled();

    setVisibility('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(ask).toHaveBeenCalledTimes(1);
    stop();
  });

  it('has at most one pending request', async () => {
    let answer: (session: string) => void = () => {};
    ask.mockReturnValue(
      new Promise(resolve => {
        answer = resolve;
      }),
    );
    watchForSession(ask, onSession);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(ask).toHaveBeenCalledTimes(1);

    answer('session');
    await jest.advanceTimersByTimeAsync(0);
    expect(onSession).toHaveBeenCalledTimes(1);
  });

  it('continues after a failed request', async () => {
    ask.mockRejectedValueOnce(new Error('no'));
    ask.mockResolvedValue('session');
    watchForSession(ask, onSession);

    await jest.advanceTimersByTimeAsync(2_000);

    expect(onSession).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing running when it is stopped, and ignores a late session', async () => {
    let answer: (session: string) => void = () => {};
    ask.mockReturnValue(
      new Promise(resolve => {
        answer = resolve;
      }),
    );
    const stop = watchForSession(ask, onSession);
    await jest.advanceTimersByTimeAsync(2_000);

    stop();
    answer('session');
    await jest.advanceTimersByTimeAsync(60_000);
    window.dispatchEvent(new Event('focus'));
    document.dispatchEvent(new Event('visibilitychange'));

    expect(ask).toHaveBeenCalledTimes(1);
    expect(onSession).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});
