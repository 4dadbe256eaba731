/** Announces a sign-out in this tab to the other tabs of this browser. */
export class SignOutChannel {
  readonly #name: string;
  readonly #channel: BroadcastChannel | undefined;
  #listener: (() => void) | undefined;

  /** @param name - the same in all tabs of one portal, and in no tab of another portal */
  constructor(name: string) {
    this.#name = name;
    if (typeof BroadcastChannel === 'function') {
      this.#channel = new BroadcastChannel(name);
      this.#channel.addEventListener('message', this.#receive);
    } else {
      window.addEventListener('storage', this.#receiveFromStorage);
    }
  }

  /** Calls the listener when the user signs out in another tab, and never for this tab. */
  onSignOut(listener: () => void) {
    this.#listener = listener;
  }

  announce() {
    if (this.#channel) {
      this.#channel.postMessage('signed-out');
      return;
    }
    try {
      // Other tabs only receive an event if the value changes.
      localStorage.setItem(this.#name, `${Date.now()}-${Math.random()}`);
      localStorage.removeItem(this.#name);
    } catch {
      // The browser blocks storage: the other tabs detect the sign-out at their next request for the
      // session.
    }
  }

  close() {
    this.#channel?.close();
    window.removeEventListener('storage', this.#receiveFromStorage);
  }

  readonly #receive = () => this.#listener?.();

  readonly #receiveFromStorage = ({ key, newValue }: StorageEvent) => {
    // The removal of the value also causes an event.
    if (key === this.#name && newValue !== null) {
      this.#receive();
    }
  };
}
