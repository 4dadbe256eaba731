/** Writes a line to the log. OpenTelemetry starts before the logger of Backstage. */
export function reportProblem(message: string): void {
  const line =
    process.env.NODE_ENV === 'production'
      ? JSON.stringify({ level: 'warn', message, service: 'telemetry' })
      : `telemetry warn ${message}`;
  process.stdout.write(`${line}\n`);
}

interface Exporter<T> {
  export(
    items: T,
    done: (result: { code: number; error?: Error }) => void,
  ): void;
}

/** Reports when an exporter begins to fail, and when it works again. */
export function reportOutages<E extends Exporter<any>>(
  exporter: E,
  what: 'metrics' | 'traces',
  report: (message: string) => void,
): E {
  const send = exporter.export.bind(exporter);
  let isFailing = false;
  exporter.export = (items, done) =>
    send(items, result => {
      const hasFailed = result.code !== 0;
      if (hasFailed && !isFailing) {
        report(
          `The ${what} could not be sent to the OTLP collector: ${
            result.error?.message ?? 'unknown error'
          }. The portal runs without them, and tries again. Check OTEL_EXPORTER_OTLP_ENDPOINT.`,
        );
      } else if (!hasFailed && isFailing) {
        report(`The ${what} are sent to the OTLP collector again.`);
      }
      isFailing = hasFailed;
      done(result);
    });
  return exporter;
}
