import { isDea, isImei, isMbi, isNpi, isVin } from './bank-checks.ts';
import { anything, atLeast, list, matching, type Detector } from './detector.ts';
import { isNhs } from './european-checks.ts';
import { isEmail, isInternationalPhone } from './forms.ts';

/** What names a person. */
export const personal: readonly Detector[] = [
  {
    id: 'pii.email',
    title: 'an e-mail address',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'email, email address, e mail, mail address, e mail address, correo electronico, adresse email, emailadresse',
    ),
    formats: list('email, idn email, e mail, email address'),
    named: matching(/^\S{1,64}@\S{1,190}$/),
    form: isEmail,
    begins: { charsMin: 6, charsMax: 254 },
    sample: { takes: ['jane.doe@bank.com', 'a@b.co'], refuses: ['jane.doe', 'janeatbank.com'] },
  },
  {
    id: 'pii.phone',
    title: 'a telephone number',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'phone, phone number, mobile number, mobile phone, msisdn, telephone, telephone number, cell phone, mobile no, phone no, cell number, cell phone number, telefon, telefonnummer, telefono, numero de telefone, handynummer',
    ),
    whole: list('mobile'),
    formats: list('phone, phone number, e164, e 164, tel, telephone, msisdn'),
    named: (text) => /^\+?[\d(][\d ().-]{5,19}$/.test(text),
    checked: { by: 'E.164 with its plus', test: isInternationalPhone },
    form: isInternationalPhone,
    begins: { with: '+', charsMin: 9, charsMax: 30 },
    sample: { takes: ['+4915112345678', '+14155552671'], refuses: ['abcdefghij'] },
    isNumeric: true,
  },
  {
    except: list(
      'repository, repo, project, package, file, branch, team, company, business, organization, class, method, role',
    ),
    // `full_name: "owner/project"` is no person.
    id: 'pii.name',
    title: "a person's name",
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'first name, last name, full name, surname, given name, family name, maiden name, middle name, holder name, account holder name, vorname, nachname, apellido, prenom, primeiro nome',
    ),
    whole: list('firstname, lastname, fullname'),
    named: matching(/^[^/]{0,200}\p{L}[^/]{0,200}$/u),
  },
  {
    id: 'pii.dob',
    title: 'a date of birth',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'dob, date of birth, birth date, birthday, birthdate, geburtsdatum, fecha de nacimiento, fecha nacimiento, date de naissance, date naissance, data de nascimento, data nascimento, data di nascita, geboortedatum',
    ),
    formats: list('date of birth, dob, birthdate'),
    named: (text) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(text) || /^\d{8}$/.test(text),
  },
  {
    id: 'pii.address',
    title: 'a postal address',
    category: 'personal',
    controls: ['GDPR 4(1)'],
    names: list(
      'street address, address line, address line1, address line2, address line 1, address line 2, postal address, home address, residential address, mailing address',
    ),
    whole: list('street, street1, street2, line1, line2, address1, address2, strasse, street name'),
    named: atLeast(4),
  },
];

/** What names a person together with something else. */
export const indirect: readonly Detector[] = [
  {
    id: 'pii.postcode',
    title: 'a postal code',
    category: 'indirect',
    controls: ['GDPR 4(1)'],
    names: list('postal code, postcode, zip code, zipcode, codigo postal, code postal, postleitzahl'),
    whole: list('zip, zip4, plz'),
    formats: list('postal code, zip code'),
    named: matching(/^[A-Z0-9][A-Z0-9 -]{2,11}$/i),
    isNumeric: true,
    isShown: true,
  },
  {
    id: 'pii.gender',
    title: 'a gender',
    category: 'indirect',
    controls: ['GDPR 4(1)'],
    names: list('gender'),
    whole: list('sex'),
    named: anything,
    isShown: true,
  },
  {
    id: 'pii.nationality',
    title: 'a nationality',
    category: 'indirect',
    controls: ['GDPR 4(1)'],
    names: list('nationality, citizenship, country of birth, place of birth, birth place, birth country'),
    named: anything,
    isShown: true,
  },
  {
    id: 'pii.ip',
    title: 'an address on the internet (IP)',
    category: 'indirect',
    controls: ['GDPR recital 30'],
    names: list(
      'client ip, remote ip, user ip, customer ip, shopper ip, payer ip, client ip address, remote addr, login ip',
    ),
    under: {
      parents: list('user, customer, session, login, device, client, buyer, payer, shopper'),
      names: list('ip, ip address'),
    },
    named: (text) => /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{3,39})$/i.test(text) && /[.:]/.test(text),
    isShown: true,
  },
  {
    id: 'pii.mac',
    title: 'a hardware address (MAC)',
    category: 'indirect',
    controls: ['GDPR recital 30'],
    names: list('device mac, wifi mac address, bluetooth mac address'),
    under: { parents: list('device, user, client, phone'), names: list('mac, mac address') },
    formats: list('mac, mac address'),
    named: matching(/^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i),
    isShown: true,
  },
  {
    id: 'pii.device',
    title: "a device's id",
    category: 'indirect',
    controls: ['GDPR recital 30'],
    names: list('device id, device fingerprint, advertising id, android id, imei, imei number, imsi, device imei'),
    whole: list('idfa, gaid, idfv, udid, iccid'),
    formats: list('imei'),
    except: list('pos, terminal, reader, printer'),
    named: atLeast(8),
    checked: { by: 'Luhn, of IMEIs', test: isImei },
    isNumeric: true,
    isShown: true,
  },
  {
    id: 'pii.location',
    title: 'a position',
    category: 'indirect',
    controls: ['GDPR 4(1)'],
    names: list('latitude, longitude, geo location, geolocation, gps coordinates'),
    whole: list('lat, lng, lon'),
    named: matching(/^-?\d{1,3}(?:\.\d+)?(?:,-?\d{1,3}(?:\.\d+)?)?$/),
    isNumeric: true,
    isShown: true,
  },
  {
    id: 'pii.vin',
    title: "a vehicle's number (VIN)",
    category: 'indirect',
    controls: ['GDPR 4(1)'],
    names: list('vin, vehicle identification number, vin number'),
    formats: list('vin'),
    named: matching(/^[A-HJ-NPR-Z0-9]{17}$/),
    checked: { by: 'the check digit of 49 CFR 565', test: isVin },
    sample: { takes: ['1HGCM82633A004352'], refuses: ['1HGCM82633A00435', 'IOQCM82633A004352'] },
    isShown: true,
  },
];

/** Data of patients and of who treats them. */
export const health: readonly Detector[] = [
  {
    id: 'phi.record',
    title: 'health data',
    category: 'health',
    controls: ['GDPR 9', 'HIPAA'],
    names: list(
      'diagnosis, icd10, icd10 code, icd 10 code, icd code, diagnosis code, medication, blood type, blood group, allergies, prescription, lab result',
    ),
    named: atLeast(2),
  },
  {
    id: 'phi.patient',
    title: "a patient's or an insured person's number",
    category: 'health',
    controls: ['GDPR 9', 'HIPAA'],
    names: list(
      'medical record number, health insurance number, medicare number, medicare beneficiary identifier, mbi, patient number, health card number, krankenversichertennummer',
    ),
    whole: list('mrn, hicn'),
    formats: list('mbi'),
    named: (text) => /^[A-Z0-9][A-Z0-9 -]{4,24}$/i.test(text) && /\d/.test(text),
    checked: { by: 'the layout of CMS', test: isMbi },
    isNumeric: true,
  },
  {
    id: 'phi.nhs',
    title: 'an NHS number',
    category: 'health',
    controls: ['UK GDPR 9'],
    names: list('nhs number, nhs no'),
    formats: list('nhs number'),
    named: isNhs,
    checked: { by: 'weights 10 to 2, mod 11', test: isNhs },
    isNumeric: true,
  },
  {
    id: 'phi.npi',
    title: "a care provider's number (NPI)",
    category: 'business',
    controls: ['HIPAA'],
    names: list('npi, npi number, national provider identifier'),
    formats: list('npi'),
    named: isNpi,
    checked: { by: 'Luhn with 80840 before it', test: isNpi },
    isNumeric: true,
    isShown: true,
  },
  {
    id: 'phi.dea',
    title: "a prescriber's number (DEA)",
    category: 'business',
    controls: ['HIPAA'],
    names: list('dea number, dea registration number'),
    formats: list('dea number'),
    named: isDea,
    checked: { by: 'sum of places', test: isDea },
    isShown: true,
  },
];

/** GDPR article 9, but health. */
export const special: readonly Detector[] = [
  {
    id: 'pii.belief',
    title: 'religion, politics or origin',
    category: 'special',
    controls: ['GDPR 9'],
    names: list(
      'religion, religious belief, ethnicity, ethnic origin, race ethnicity, political opinion, political party, political affiliation, trade union, union membership',
    ),
    named: anything,
  },
  {
    id: 'pii.sex-life',
    title: 'sexual orientation',
    category: 'special',
    controls: ['GDPR 9'],
    names: list('sexual orientation, sexual preference, gender identity'),
    named: anything,
  },
  {
    id: 'pii.biometric',
    title: 'biometric or genetic data',
    category: 'special',
    controls: ['GDPR 9', 'BIPA'],
    names: list(
      'fingerprint template, fingerprint data, face template, facial template, face embedding, iris template, voiceprint, retina scan, biometric data, biometric template, genetic data, dna sequence',
    ),
    whole: list('selfie, selfie image'),
    named: atLeast(2),
  },
];
