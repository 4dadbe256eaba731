import type { StubContext } from './context';
import type { FaultsState } from './faults/Faults';
import type { JournalState } from './journal/Journal';
import type { GrantsState } from './grants/Grants';
import type { StoreState } from './store/Store';

/**
 * The state of a stub at one time. It contains no readable data: only the stub that took it can restore
 * it.
 *
 * @public
 */
export interface StubSnapshot {
  /** Milliseconds since the Unix epoch, by the clock of the stub. */
  readonly takenAt: number;
}

interface State {
  store: StoreState;
  grants: GrantsState;
  journal: JournalState;
  faults: FaultsState;
  clock: number;
}

/** Takes and restores snapshots of one stub. */
export class Snapshots {
  readonly #states = new WeakMap<StubSnapshot, State>();

  constructor(private readonly context: StubContext) {}

  take(): StubSnapshot {
    const { store, grants, journal, faults, clock } = this.context;
    const snapshot = Object.freeze({ takenAt: clock.now() });
    this.#states.set(snapshot, {
      store: store.snapshot(),
      grants: grants.snapshot(),
      journal: journal.snapshot(),
      faults: faults.snapshot(),
      clock: clock.snapshot(),
    });
    return snapshot;
  }

  restore(snapshot: StubSnapshot): void {
    const state = this.#states.get(snapshot);
    if (!state) {
      throw new Error(
        'This snapshot is not of this stub: restore one that its snapshot() returned.',
      );
    }
    const { store, grants, journal, faults, clock } = this.context;
    clock.restore(state.clock);
    faults.restore(state.faults);
    store.restore(state.store);
    grants.restore(state.grants);
    journal.restore(state.journal);
  }
}
