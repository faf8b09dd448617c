/** Why a mail is read as no report, in words that go on from "it was not read:". */
export class ReportFault extends Error {}
