// Loaded into each backend by `--require`: SIGUSR2 advances its clock. Timers do not change.
const STEP_MS = Number(process.env.CLOCK_STEP_MS);
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length > 0 ? args : [RealDate.now() + ahead]));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};

process.on('SIGUSR2', () => {
  ahead += STEP_MS;
});
