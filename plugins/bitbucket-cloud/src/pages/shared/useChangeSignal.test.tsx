import { act, renderHook } from '@testing-library/react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/test-utils';
import { type PropsWithChildren } from 'react';
import { useChangeSignal } from './useChangeSignal';

describe('useChangeSignal', () => {
  const unsubscribe = jest.fn();
  let send: () => void;
  const subscribe = jest.fn((_channel: string, onMessage: () => void) => {
    send = onMessage;
    return { unsubscribe };
  });
  const onChange = jest.fn();
  const show = (state: 'visible' | 'hidden') =>
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: state,
    });

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    show('visible');
  });
  afterEach(() => jest.useRealTimers());

  const render = (channel: string | undefined, apis: unknown = { subscribe }) =>
    renderHook(() => useChangeSignal(channel, onChange), {
      wrapper: ({ children }: PropsWithChildren) => (
        <TestApiProvider
          apis={apis ? [[signalApiRef, apis as never]] : ([] as never)}
        >
          {children}
        </TestApiProvider>
      ),
    });

  it('calls the function once for several signals, within a second', () => {
    const { unmount } = render('channel');
    expect(subscribe).toHaveBeenCalledWith('channel', expect.any(Function));
    act(() => {
      send();
      send();
      jest.advanceTimersByTime(1000);
    });
    expect(onChange).toHaveBeenCalledTimes(1);
    unmount();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it('waits until the page is visible', () => {
    render('channel');
    show('hidden');
    act(() => {
      send();
      jest.advanceTimersByTime(1000);
    });
    expect(onChange).not.toHaveBeenCalled();
    show('visible');
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('does nothing before the first answer, and without signals', () => {
    render(undefined);
    render('channel', null);
    expect(subscribe).not.toHaveBeenCalled();
  });
});
