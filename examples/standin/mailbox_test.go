package standin_test

import (
	"net/smtp"
	"testing"

	"stanok/examples/standin"
)

func TestAMailboxShowsALetterAsItsReaderSeesIt(t *testing.T) {
	m, err := standin.OpenMailbox()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	letter := "Subject: =?utf-8?q?=D0=9E=D1=88=D0=B8=D0=B1=D0=BA=D0=B0?=\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=D0=94=D0=B0\r\n" +
		"--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b--\r\n"
	if err := smtp.SendMail(m.Addr(), nil, "a@example.test", []string{"b@example.test"}, []byte(letter)); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Wait(t.Context()); err != nil || got != "Subject: Ошибка\n\nДа" {
		t.Errorf("%q, %v", got, err)
	}
}
