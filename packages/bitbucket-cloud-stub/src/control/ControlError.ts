/** An invalid request to the control endpoints, with its HTTP status. */
export class ControlError extends Error {
  constructor(readonly status: 400 | 404 | 408, message: string) {
    super(message);
    this.name = 'ControlError';
  }
}
