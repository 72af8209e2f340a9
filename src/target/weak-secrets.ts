import { frequentPasswords } from './frequent-passwords.ts';

/** Keys of tutorials, documentation, starters and framework defaults, as their authors wrote them. */
const defaults = `
secret Secret SECRET secret1 secret123 secret1234 secret12345 secretkey secretKey SecretKey SECRETKEY secret_key
secret-key SECRET_KEY SECRET-KEY mysecret mySecret MySecret my_secret my-secret MY_SECRET mysecretkey mySecretKey
MySecretKey my_secret_key my-secret-key MY_SECRET_KEY mysupersecret mysupersecretkey mySuperSecretKey
my_super_secret_key my-super-secret-key mysupersecretpassword supersecret superSecret SuperSecret super_secret
super-secret supersecretkey superSecretKey SuperSecretKey super_secret_key super-secret-key supersecretpassword
supersecurepassword supersecuresecret super-secret-password topsecret topSecret TopSecret top_secret top-secret
TOP_SECRET topsecretkey verysecret verySecret very-secret very_secret verysecretkey very-secret-key very_secret_key
veryverysecret verysecretpassword somesecret some-secret some_secret somesecretkey some_secret_key somesupersecret
asecret a-secret a_secret_key thesecret the-secret thisisasecret this-is-a-secret this_is_a_secret thisisasecretkey
this-is-a-secret-key this_is_a_secret_key thisismysecret this-is-my-secret thisismysecretkey this-is-my-secret-key
this_is_my_secret_key thisisverysecret thisisasupersecretkey ThisIsASecretKey ThisIsMySecretKey shhh shhhh shhhhh
shhhhhh shhhhhhh shhhhhhared-secret shared-secret shared_secret sharedsecret sharedSecret keepitsecret
keep-it-secret keepsecret donttellanyone dont-tell-anyone notasecret not-a-secret notsecret not_so_secret
unsafe-secret insecure insecure-secret insecure-secret-key jwt JWT jwtsecret jwtSecret JwtSecret JWTSecret
jwt_secret jwt-secret JWT_SECRET JWT-SECRET jwtsecretkey jwtSecretKey JwtSecretKey jwt_secret_key jwt-secret-key
JWT_SECRET_KEY JWTSecretKey jwtkey jwt_key jwt-key jwtKey JWT_KEY jwtpassword jwttoken jwt_token jwt-token
jwttokensecret jwt_token_secret jwt-token-secret jwtauth jwt_auth jwtauthsecret jwt-auth-secret jwtprivatekey
jwtPrivateKey jwt_private_key myjwtsecret my-jwt-secret my_jwt_secret myjwtsecretkey my-jwt-secret-key MyJwtSecret
your-jwt-secret your_jwt_secret your_jwt_secret_key your-jwt-secret-key yourjwtsecret yourJwtSecret YOUR_JWT_SECRET
your-secret your_secret yoursecret yourSecret YOUR_SECRET YourSecret yoursecretkey yourSecretKey YourSecretKey
your_secret_key your-secret-key YOUR_SECRET_KEY yoursecrethere your-secret-here your_secret_here
your-secret-key-here your_secret_key_here your-super-secret-key your_super_secret_key your-256-bit-secret
your-384-bit-secret your-512-bit-secret your-256-bit-secret-key your_256_bit_secret
a-string-secret-at-least-256-bits-long a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long
a-string-secret-at-least-384-bits-long-which-is-longer qwertyuiopasdfghjklzxcvbnm123456
AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow
AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z7Gd hmacsha256secret hmac-secret
hmacsecret hmac_secret hmackey hmacSampleSecret my_hmac_secret my-hmac-secret HS256 hs256 HS256secret hs256-secret
hs256secret signingkey signingKey signing_key signing-key signing-secret signing_secret signingsecret SigningKey
AllYourBase my-256-bit-secret my32charactersupersecretkey my32lengthsupersecretnooneknows1 my_very_secret_key
MySecretKeyIsSecretSoDoNotTell ThisIsASuperSecretKey ThisismySecretKey thisisasamplekey KqcL7s998JrfFHRP
TestSecretKey test testing tests testsecret testSecret test-secret test_secret TEST_SECRET testkey test-key test_key
testtest testpassword test1234 example example-secret example_secret examplesecret example_key example-key
exampleKey examplekey sample samplekey sample-key sample_key sample-secret samplesecret demo demosecret demo-secret
demo_secret demokey dev develop development dev-secret devsecret dev_secret dev-key devkey dev_key dev-secret-key
development-secret development_secret dev-only-secret dev-only-insecure-secret local local-secret localsecret
local-dev-secret staging staging-secret stagingsecret staging_secret staging-secret-key production production-secret
prod-secret default default-secret default_secret defaultsecret defaultSecret default-secret-key default_secret_key
defaultkey default-key change-me change_me changeme ChangeMe changeMe CHANGEME CHANGE_ME CHANGE-ME changemeplease
change-me-please changethis changeThis change-this change_this CHANGETHIS CHANGE_THIS changethissecret
change-this-secret change_this_secret changethiskey changeit change-it please-change-me pleasechangeme
please_change_me please-change-this replace-me replaceme replace_me REPLACE_ME replace-this replacethis
change-me-in-production changeme-in-production change_me_in_production change-in-production
change-this-in-production change_this_in_production change-me-in-prod your-secret-key-change-in-production
your-secret-key-change-this-in-production your-super-secret-jwt-key-change-this-in-production
your-super-secret-jwt-key your_super_secret_jwt_key super-secret-jwt-key super_secret_jwt_key supersecretjwtkey
supersecretjwt super-secret-jwt super-secret-jwt-token-with-at-least-32-characters-long
your-super-secret-jwt-token-with-at-least-32-characters-long todo TODO fixme FIXME placeholder none null undefined
NULL nil empty blank true false None xxx XXX abc ABC xyz foo bar baz foobar fooBar foobarbaz foo-bar hello
helloworld hello-world hello_world helloWorld HelloWorld key Key KEY mykey myKey my_key my-key MY_KEY mytoken
my_token my-token token Token TOKEN tokenkey token-key token_key tokensecret tokenSecret token_secret token-secret
TOKEN_SECRET tokensecretkey access access-token-secret access_token_secret accesstokensecret accessTokenSecret
ACCESS_TOKEN_SECRET access-secret access_secret accesssecret refresh refresh-secret refresh_secret refreshsecret
refresh-token-secret refresh_token_secret refreshtokensecret REFRESH_TOKEN_SECRET auth auth-secret auth_secret
authsecret authSecret AUTH_SECRET authkey auth-key auth_key authentication authorization oauth oauth-secret oauth2
oauthsecret session session-secret session_secret sessionsecret sessionSecret SESSION_SECRET cookie-secret
cookiesecret cookie_secret keyboardcat keyboard-cat keyboard_cat app app-secret app_secret appsecret appSecret
APP_SECRET appkey app_key app-key APP_KEY application applicationsecret api api-key api_key apikey apiKey API_KEY
api-secret api_secret apisecret API_SECRET server serversecret server-secret server_secret client client-secret
client_secret clientsecret private private-key private_key privatekey privateKey PrivateKey PRIVATE_KEY myprivatekey
myPrivateKey my-private-key my_private_key public public-key publickey public_key passphrase password Password
PASSWORD password1 Password1 Password1! password123 Password123 Password123! P@ssw0rd P@ssw0rd1 P@ssword P@ssword1
p@ssw0rd p@ssword pa$$word pa$$w0rd passw0rd Passw0rd Pa55word pass Pass pass123 pass1234 passwd pwd mypassword
myPassword my_password my-password secretpassword secret-password secret_password adminpassword admin Admin ADMIN
admin123 Admin123 admin1234 admin@123 Admin@123 adminadmin adminsecret admin-secret administrator root toor rootroot
rootpassword user username userpassword guest operator superuser super manager master masterkey master-key
master_key master-secret masterpassword letmein LetMeIn opensesame qwerty123 qwerty1234 qwerty12345 Qwerty123
qwertyuiop123 1234567890abcdef 0123456789abcdef 0123456789 0123456789abcdef0123456789abcdef
01234567890123456789012345678901 12345678901234567890123456789012 1234567890123456 123456789012345678901234567890
abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz123456 abcdefghijklmnopqrstuvwxyz0123456789 abcdef abcdefgh
abcd1234 abc12345 Abcd1234 asdf1234 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaa
00000000000000000000000000000000 0000000000000000 11111111111111111111111111111111 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
a1b2c3d4 a1b2c3d4e5 a1b2c3d4e5f6 deadbeef cafebabe DEADBEEF s3cr3t S3cr3t s3cret s3cr3t-k3y s3cr3tk3y sup3rs3cr3t
sup3r-s3cr3t sup3rs3cret su93rs3cr3t secr3t s3cretKey $ecret $3cr3t $uper$ecret secret! secret!! Secret! secret@123
Secret@123 secret$ mysecret123 mySecret123 encryption encryption-key encryptionkey encryption_key encryptkey encrypt
salt saltsalt somesalt mysalt pepper random randomsecret random-secret randomkey randomstring random-string
random_string some-random-string somerandomstring some_random_string arandomstring a-random-string verylongsecret
very-long-secret very_long_secret verylongsecretkey very-long-secret-key averylongsecret a-very-long-secret
a-very-long-secret-key longsecret long-secret longsecretkey thisisaverylongsecretkey this-is-a-very-long-secret-key
mysecretkey12345 mysecretkey123 mysecretkey123456 secretkey123 secretkey1234 secretkey12345 secretkey123456
SecretKey123 SecretKey10125779374235322 node nodejs nodejs-secret express express-jwt expressjs express-secret
nestjs nest nest-secret nestjs-secret react angular vue mean meanstack mern mernstack mongodb mongo mongoose flask
flask-secret django django-secret django-insecure fastapi fastapi-secret python java javainuse springboot spring
spring-secret springsecurity spring-boot-secret spring-security-jwt bezKoderSecretKey bezkoder-secret-key
======================BezKoder=Spring=========================== javatechie dotnet aspnet csharp golang go-secret go
gin gin-secret echo fiber php laravel laravel-secret symfony lumen codeigniter ruby rails my$ecretK3y rust actix
elixir phoenix graphql hasura postgres postgresql mysql redis docker kubernetes k8s supabase firebase auth0 okta
keycloak cognito vault consul kong traefik nginx apache tomcat jenkins gitlab github bitbucket grafana kibana
elastic elasticsearch rabbitmq kafka minio minioadmin strapi ghost wordpress drupal joomla magento payment payments
paymentsecret payment-secret bank banksecret bank-secret banking fintech wallet ledger invoice checkout merchant
webhook webhook-secret webhook_secret whsec_test gateway gateway-secret internal internal-secret service
service-secret microservice microservices company companysecret company-secret acme acme-secret contoso northwind
swordfish correcthorsebatterystaple loremipsum thequickbrownfox winter2023 summer2023 winter2024 summer2024
spring2024 autumn2024 winter2025 summer2025 spring2025 Welcome1 Welcome123 welcome Welcome crapi juice-shop vampi
dvapi webgoat random_secret_key crack crackme crack-me hackme hack-me hacker victory business available shipping
washington gandalf iloveyou trustno1 starwars whatever batman superman monkey
`;

const phrases = [
  'secret key',
  'my secret',
  'super secret',
  'top secret',
  'very very secret',
  'a secret',
  'this is a secret',
  'This is my secret key',
  'jwt secret',
  'your secret',
  'your secret key',
  'your 256 bit secret',
  'your 256-bit secret',
  'this is my custom Secret key for authentication',
  'this is my custom Secret key for authnetication',
  'this is the secret key',
  'This is a sample key',
  'change me',
  'change this',
  'foo bar',
  'Hello World',
  'hello world',
  'my key',
  'keyboard cat',
  'open sesame',
  'random string',
  'some random string',
  'a random string',
  'a very long secret',
  'correct horse battery staple',
  'lorem ipsum',
  'the quick brown fox',
];

/** Secrets that guessing tools try first. Loaded with the first token that is signed with HMAC. */
export const weakSecrets: readonly string[] = [...words(defaults), ...phrases, ...words(frequentPasswords)];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
