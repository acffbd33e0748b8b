#ifndef SEBS_CCRYPTO_SHIM_H
#define SEBS_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
