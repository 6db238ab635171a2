import { badRequestSuite } from './bad-requests.ts';

badRequestSuite(8);
