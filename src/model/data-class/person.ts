import { atLeast, list, matching, type Detector } from './detector.ts';
import { isAadhaar, isEmail, isIndianPan, isInternationalPhone, isNino, isSsn } from './forms.ts';

export const nationalIds: readonly Detector[] = [
  {
    id: 'id.ssn',
    title: 'a social security number',
    category: 'national-id',
    controls: ['GLBA'],
    names: list('ssn, social security number, social security, social security no'),
    named: (text) => isSsn(text) || /^(?!000|666)\d{9}$/.test(text),
    form: isSsn,
  },
  {
    id: 'id.tax',
    title: 'a tax number',
    category: 'national-id',
    controls: ['GLBA'],
    names: list(
      'tax id, tax number, tax identification number, itin, taxpayer id, cpf, codice fiscale, pesel, sin number',
    ),
    whole: list('tin, ein, sin, bsn, national id, national id number, personnummer'),
    named: (text) => /^[A-Z0-9][A-Z0-9 ./-]{5,23}$/i.test(text) && /\d{4}/.test(text.replace(/[ ./-]/g, '')),
  },
  {
    id: 'id.nino',
    title: 'a National Insurance number',
    category: 'national-id',
    controls: ['GDPR 87'],
    names: list('national insurance number, national insurance, nino, ni number'),
    named: isNino,
  },
  {
    id: 'id.aadhaar',
    title: 'an Aadhaar number',
    category: 'national-id',
    controls: ['DPDP'],
    names: list('aadhaar, aadhaar number, aadhar, aadhar number, aadhaar no'),
    named: isAadhaar,
  },
  {
    id: 'id.pan-in',
    title: "an Indian taxpayer's number (PAN)",
    category: 'national-id',
    controls: ['DPDP'],
    names: list('pan card, pan card number'),
    whole: list('pan no'),
    named: isIndianPan,
  },
  {
    id: 'id.passport',
    title: 'a passport number',
    category: 'national-id',
    controls: ['GDPR 87'],
    names: list('passport, passport number, passport no'),
    named: (text) => /^[A-Z0-9]{6,12}$/i.test(text) && /\d{3}/.test(text),
  },
  {
    id: 'id.licence',
    title: "a driver's licence number",
    category: 'national-id',
    controls: [],
    names: list(
      'driver license, drivers license, driver licence, driving licence, driving license, driver license number, drivers license number, driving licence number, dl number',
    ),
    named: (text) => /^[A-Z0-9][A-Z0-9 -]{4,24}$/i.test(text) && /\d{3}/.test(text),
  },
];

export const personal: readonly Detector[] = [
  {
    id: 'pii.email',
    title: 'an e-mail address',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list('email, email address, e mail, mail address'),
    named: matching(/^\S{1,64}@\S{1,190}$/),
    form: isEmail,
  },
  {
    id: 'pii.phone',
    title: 'a telephone number',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list('phone, phone number, mobile number, mobile phone, msisdn, telephone, telephone number, cell phone'),
    whole: ['mobile'],
    named: (text) => /^\+?[\d(][\d ().-]{5,19}$/.test(text),
    form: isInternationalPhone,
  },
  {
    id: 'pii.name',
    title: "a person's name",
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'first name, last name, full name, surname, given name, family name, maiden name, middle name, holder name, account holder name',
    ),
    whole: list('firstname, lastname, fullname'),
    // `full_name: "owner/project"` is no person.
    named: matching(/^[^/]{0,200}\p{L}[^/]{0,200}$/u),
  },
  {
    id: 'pii.dob',
    title: 'a date of birth',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list('dob, date of birth, birth date, birthday'),
    named: (text) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text) || /^\d{8}$/.test(text),
  },
  {
    id: 'pii.address',
    title: 'a postal address',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'street address, address line, address line1, address line2, address line 1, postal address, home address',
    ),
    whole: list('street, street1, street2, line1, line2, address1, address2'),
    named: atLeast(4),
  },
  {
    id: 'phi.record',
    title: 'health data',
    category: 'health',
    controls: ['GDPR 9', 'HIPAA'],
    names: list('diagnosis, icd10, icd10 code, medication, blood type, medical record number, health insurance number'),
    whole: ['mrn'],
    named: atLeast(2),
  },
];
