import { isIP } from 'node:net';
import { generateValid } from '../../portal/BitbucketOrgProxy';

export interface Certificate {
  cert: string;
  key: string;
}

/** A certificate for the servers of one host, which whoever is to believe it must be handed. */
export function makeCertificate(host: string): Certificate {
  const altName = isIP(host) ? { type: 7, ip: host } : { type: 2, value: host };
  const { cert, private: key } = generateValid(
    [{ name: 'commonName', value: host }],
    {
      days: 2,
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [altName] }],
    },
  );
  return { cert, key };
}
