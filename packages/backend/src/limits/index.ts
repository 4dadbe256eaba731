export { limitFeatures as default } from './limitFeatures';
export { limitFileReaders } from './limitFileReaders';
