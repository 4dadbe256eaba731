import type { Connections } from './faults/Connections';
import type { Faults } from './faults/Faults';
import type { Deliveries } from './hooks/Deliveries';
import type { Dialect } from './grants/dialects';
import type { Exchanges } from './journal/Exchanges';
import type { Journal } from './journal/Journal';
import type { Clock } from './model/Clock';
import type { Grants } from './grants/Grants';
import type { Site } from './http/Site';
import type { Store } from './store/Store';
import type { Switches } from './switches/Switches';

/** What the routes of one stub share. */
export interface StubContext {
  readonly site: Site;
  readonly store: Store;
  readonly grants: Grants;
  readonly journal: Journal;
  readonly exchanges: Exchanges;
  readonly faults: Faults;
  readonly connections: Connections;
  readonly deliveries: Deliveries;
  readonly control: Control;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly switches: Switches;
}

/** The access for tests and for the buttons of the home page. */
export interface Control {
  /** Whether control is enabled. */
  readonly isOn: boolean;
  /** The address that it listens on; undefined for both loopback addresses. */
  readonly host: string | undefined;
  /** A token that the forms of the home page send, so that other pages cannot send them. */
  readonly formToken: string;
}
