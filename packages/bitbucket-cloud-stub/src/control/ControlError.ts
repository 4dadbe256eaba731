/** A request to the control endpoints that cannot be done, with the status that says so. */
export class ControlError extends Error {
  constructor(readonly status: 400 | 404 | 408, message: string) {
    super(message);
    this.name = 'ControlError';
  }
}
