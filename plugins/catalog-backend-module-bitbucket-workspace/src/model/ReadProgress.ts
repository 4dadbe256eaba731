/** Called while the members are read. `total` is undefined if Bitbucket does not return it. */
export type ReadProgress = (read: number, total: number | undefined) => void;
