/** The reason why a message is not read as a report, in words that continue "it was not read:". */
export class ReportFault extends Error {}
