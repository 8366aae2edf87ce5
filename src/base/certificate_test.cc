#include "base/certificate.h"

#include <gtest/gtest.h>

#include <string>

namespace niem {
namespace {

// openssl req -x509 -newkey ed25519 -nodes -utf8 -subj "/C=VN/O=Xã Bịa/CN=Nguyễn Văn Đệ" -days
// 20000 its fingerprint by openssl x509 -fingerprint -sha256
constexpr const char* kOne = R"(-----BEGIN CERTIFICATE-----
MIIBlTCCAUegAwIBAgIUN53DQi7rJHn0Pey1sjzTfh2HxMowBQYDK2VwMD8xCzAJ
BgNVBAYTAlZOMRIwEAYDVQQKDAlYw6MgQuG7i2ExHDAaBgNVBAMME05ndXnhu4Vu
IFbEg24gxJDhu4cwIBcNMTkwMTAxMTIwMDAwWhgPMjA3MzEwMDQxMjAwMDBaMD8x
CzAJBgNVBAYTAlZOMRIwEAYDVQQKDAlYw6MgQuG7i2ExHDAaBgNVBAMME05ndXnh
u4VuIFbEg24gxJDhu4cwKjAFBgMrZXADIQAfaRubbTW2La0CYaxuaXdKyG4iTFO7
PJKnk4P3eo71vqNTMFEwHQYDVR0OBBYEFClJMceIy3SKfpCT3Ri7m9LM0KOLMB8G
A1UdIwQYMBaAFClJMceIy3SKfpCT3Ri7m9LM0KOLMA8GA1UdEwEB/wQFMAMBAf8w
BQYDK2VwA0EA715PcO2tJOeHXJlkJf86Dufcbt79NtDrGO9W5c/z91Zzy13Ha8Gy
um9mHP96KLfrX3EB/yJFIC76z3z4Ql5mBA==
-----END CERTIFICATE-----
)";
constexpr const char* kFingerprint =
    "38ee775f6e64aa9d41469669ef83a4339d0ea9291af948e89d8e418c0c6ae6bd";

TEST(Certificate, OneIsRead) {
  const Result<Certificate> read = ReadCertificate(kOne);
  ASSERT_TRUE(read.ok()) << read.error().message().en;
  EXPECT_EQ(read->fingerprint, kFingerprint);
  EXPECT_EQ(read->subject, "CN=Nguyễn Văn Đệ,O=Xã Bịa,C=VN");
  EXPECT_EQ(read->from.ToString(), "2019-01-01");
  EXPECT_EQ(read->until.ToString(), "2073-10-04");
}

TEST(Certificate, TextBeforeAndAfterDoesNotMatter) {
  EXPECT_TRUE(ReadCertificate("Bag Attributes\n" + std::string(kOne) + "\nxong\n").ok());
}

TEST(Certificate, WhatIsNotExactlyOneIsRefused) {
  const std::string one = kOne;
  for (const std::string& text :
       {std::string(), std::string("xin chào"), one + one, one.substr(0, one.size() / 2),
        std::string(70'000, 'A'),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n") + "-----END CERTIFICATE-----\n"}) {
    EXPECT_FALSE(ReadCertificate(text).ok()) << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace niem
