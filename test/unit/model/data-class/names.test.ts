import { describe, expect, it } from 'vitest';
import { classifyName } from '../../../../src/model/data-class/names.ts';

const named = (name: string, ...parents: string[]): string | undefined => classifyName(name, parents)?.id;

describe('names in words', () => {
  it.each([
    ['cardNumbers', 'pci.pan'],
    ['CARD_NUMBERS', 'pci.pan'],
    ['numeroTarjeta', 'pci.pan'],
    ['numero_de_carte', 'pci.pan'],
    ['Kartennummer', 'pci.pan'],
    ['user-passwords', 'sec.password'],
    ['Passwort', 'sec.password'],
    ['motDePasse', 'sec.password'],
    ['emailAddresses', 'pii.email'],
    ['phoneNumbers', 'pii.phone'],
    ['fecha_nacimiento', 'pii.dob'],
    ['Geburtsdatum', 'pii.dob'],
    ['clabe', 'fin.clabe'],
    ['customerCPF', 'id.cpf'],
    ['cnpj', 'id.cnpj'],
    ['gstin', 'id.gstin'],
    ['panCard', 'id.pan-in'],
    ['nif', 'id.dni'],
    ['codiceFiscale', 'id.codice-fiscale'],
    ['burgerservicenummer', 'id.bsn'],
    ['steuerId', 'id.steuer-id'],
    ['pesel', 'id.pesel'],
    ['personnummer', 'id.personnummer'],
    ['curp', 'id.curp'],
    ['itin', 'id.itin'],
    ['ein', 'id.ein'],
    ['tfn', 'id.tfn'],
    ['nhsNumber', 'phi.nhs'],
    ['npi', 'phi.npi'],
    ['mbi', 'phi.patient'],
    ['bloodType', 'phi.record'],
    ['vin', 'pii.vin'],
    ['mrz_line', 'id.mrz'],
    ['swiftCode', 'fin.bic'],
    ['walletAddress', 'fin.wallet'],
    ['seedPhrase', 'sec.mnemonic'],
    ['religion', 'pii.belief'],
    ['sexualOrientation', 'pii.sex-life'],
    ['faceTemplate', 'pii.biometric'],
  ])('%s is %s', (name, id) => expect(named(name)).toBe(id));

  it.each([
    ['number', 'paymentCard', 'pci.pan'],
    ['cid', 'card', 'pci.cvv'],
    ['bin', 'card', 'pci.bin'],
    ['ip', 'customer', 'pii.ip'],
    ['routing', 'bankAccount', 'fin.aba'],
  ])('%s below %s is %s', (name, parent, id) => {
    expect(named(name, parent)).toBe(id);
    expect(named(name, 'thing')).toBeUndefined();
  });

  // Words that hold a short name, plurals that mean something else, and names of what is about the data.
  it.each(
    'panel panels company companyName pinned pins unpin spinner opinion shipping mapping discard discardNumber expand expandable cvviewer bicycle swiftly vinyl vineyard divination abnormal unity dnis latest latency along zipped unzip sexagesimal addressable microphone headphones telephony emailed phoneme ibanez tinting einstein medicare bindings cabin nirvana utrecht leisure sinus cosine gendered ipsum macro vpath passportal cardinality discardable giftCardNumber loyaltyCardNumber membershipCardNumber repositoryFullName repo_full_names publicApiKey commitSigningKeys taxDeductionAccountNumber terminalDeviceId maxTokens prompt_tokens cardNumberLength passwordStrength emailCount phoneVerified ssnProvided ibanCountry hasPin pinAttempts bicCode2x'.split(
      ' ',
    ),
  )('%s is nothing', (name) => expect(named(name)).toBeUndefined());
});
